import { Refusal } from "../http/refusal.ts";

export interface Part {
  readonly fileName: string | undefined;
  readonly data: Buffer;
}

/** The parts of a form that are called `file`. */
export function fileParts(body: Buffer, contentType: string): Part[] {
  const [, quoted, plain] = contentType.match(/boundary=(?:"([^"]+)"|([^;]+))/) ?? [];
  const boundary = quoted ?? plain;
  if (!boundary) throw new Refusal(400, "The form has no boundary");
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const whole = Buffer.concat([Buffer.from("\r\n"), body]);
  const parts: Part[] = [];
  for (let start = whole.indexOf(delimiter); ;) {
    const from = start + delimiter.length;
    const end = start < 0 ? -1 : whole.indexOf(delimiter, from);
    if (end < 0) return parts;
    parts.push(...part(whole.subarray(from + "\r\n".length, end)));
    start = end;
  }
}

function part(text: Buffer): Part[] {
  const split = text.indexOf("\r\n\r\n");
  const head = text.subarray(0, split).toString();
  if (!/; name="file"/.test(head)) return [];
  const fileName = head.match(/; filename="([^"]*)"/)?.[1]?.replaceAll("%22", '"');
  return [{ fileName, data: text.subarray(split + "\r\n\r\n".length) }];
}
