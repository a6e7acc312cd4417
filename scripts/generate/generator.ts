/** Makes one file or folder of the repository that nothing else writes to. */
export interface Generator {
  /** The file or folder, relative to the repository. */
  readonly output: string;
  /** Writes `output` below `into`, which is laid out like the repository. */
  generate(into: string, signal: AbortSignal): Promise<void>;
}
