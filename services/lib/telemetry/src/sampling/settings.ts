/** What the Collector keeps of the traces; the same variables configure collector/tail-sampling.yaml. */
export interface SamplingSettings {
  /** Percentage kept of the traces without an error that are not slow. */
  readonly percent: number;
  /** Duration in milliseconds above which a trace is slow, and kept. */
  readonly slowMillis: number;
}

/** Reads the settings from the environment, checked before; undefined where every trace is kept. */
export function samplingFrom(env: Readonly<Record<string, string | undefined>>): SamplingSettings | undefined {
  const { TAIL_SAMPLING_PERCENT: percent, TAIL_SAMPLING_SLOW_MS: slow } = env;
  if (!percent?.trim()) return undefined;
  return { percent: Number(percent), slowMillis: slow?.trim() ? Number(slow) : 1000 };
}
