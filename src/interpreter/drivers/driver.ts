import type { Language } from "../engine.ts";

/** How a language is run: a program that hears requests on one descriptor and tells on another. */
export interface Driver {
  readonly language: Language;
  /** Whose absence is told by this name. */
  readonly program: string;
  /** Of the program. The driver's size is put behind them, and the numbers of its descriptors. */
  readonly args: readonly string[];
  /** What the program reads first. */
  readonly source: string;
  /** The first request, and the later ones. */
  greeting(greeting: Greeting): string;
  request(request: RunRequest): string;
  answer(question: number, text: string | undefined): string;
}

export interface Greeting {
  /** In front of every message, so that nothing else passes for one. */
  readonly key: string;
  readonly figures: FigureFormat;
}

/** How plots are drawn. */
export type FigureFormat = "png" | "svg";

export interface RunRequest {
  readonly run: number;
  readonly code: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Requests as lines of JSON. */
export const asLines = {
  greeting: (greeting: Greeting): string => line(greeting),
  request: (request: RunRequest): string => line(request),
  answer: (question: number, text: string | undefined): string =>
    line({ answer: text ?? null, question }),
};

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;
