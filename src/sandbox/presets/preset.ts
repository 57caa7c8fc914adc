/** Where a preset reads the user's configuration. */
export interface PresetSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home folder on the host. */
  readonly home: string;
}

export interface PresetHost {
  /** An entry of an allow-list. */
  readonly host: string;
  /** `private`: may be a mirror in a network of the user's own; `loopback`: on this machine. */
  readonly reach: "public" | "private" | "loopback";
}

/** What a service's programs need, without any credential. */
export interface Preset {
  readonly hosts: readonly PresetHost[];
  /** Variables that point the programs to the hosts. */
  readonly env: Readonly<Record<string, string>>;
  /** Made-up files, by their path inside. */
  readonly files: Readonly<Record<string, string>>;
  /** Certificate variables that the configuration sets by other means; host paths. */
  readonly trust: Readonly<Record<string, string>>;
  /** What was left out, and what will not work for it, in plain words. */
  readonly notes: readonly string[];
}
