/** Generates one file or folder of the repository. Nothing else writes to it. */
export interface Generator {
  /** The file or folder, relative to the repository. */
  readonly output: string;
  /** Writes `output` below the folder `into`, which is laid out like the repository. */
  generate(into: string, signal: AbortSignal): Promise<void>;
}
