import { type ProgressLine, print, printError, progressLine } from '@triptych/terminal';
import { defineCommand, UsageError } from '../command.ts';
import { runLoad } from '../load/engine.ts';
import { LIMITS, readConcurrency, readDuration, readMix, readRate } from '../load/options.ts';
import type { Progress } from '../load/summary.ts';
import { isAsExpected, renderProgress, renderSummary } from '../load/view.ts';
import { openTarget, type TargetValues, targetHelp, targetOptions } from '../target.ts';

const LOG_EVERY_SECONDS = 10;

export const load = defineCommand({
  name: 'load',
  summary: 'convert pictures at a rate for a while, and show how it went',
  help: `
Usage: triptych load [--rate N/s] [--duration SECONDS] [--concurrency N] [--mix KIND:WEIGHT,…] [--json] [options]

Visits user_svc as users do: a visit uploads a picture, waits until it is converted and fetches the result. The pictures
are generated PNGs of several sizes. Visits start at even intervals, whether earlier ones have ended or not; the latency
of a visit counts from the moment it was due. Ctrl-C stops the load early and still shows how it went. Exit 0 when every
visit went as expected, else 1.

  --rate N/s               visits per second (2/s), or N/m per minute; at most ${LIMITS.rate}/s
  --duration SECONDS       how long (30), or 5m in minutes; at most ${LIMITS.seconds / 60}m
  --concurrency N          visits at a time (32), at most ${LIMITS.concurrency}; a visit beyond them starts late
  --mix KIND:WEIGHT,…      kinds of visits and their weights (jpeg:4,webp:4,png:1,avif:1):
                             jpeg, png, webp, avif   a conversion to this format
                             bad                     an upload that must be refused
                             status                  only a GET of a conversion: cheap enough for 100/s
  --json                   print the outcome as JSON, latencies in seconds${targetHelp}
`,
  options: {
    rate: { type: 'string', default: '2/s' },
    duration: { type: 'string', default: '30' },
    concurrency: { type: 'string', default: '32' },
    mix: { type: 'string', default: 'jpeg:4,webp:4,png:1,avif:1' },
    json: { type: 'boolean' },
    ...targetOptions,
  },
  async run(values) {
    const stop = new AbortController();
    const options = {
      rate: readRate(values.rate),
      seconds: readDuration(values.duration),
      concurrency: readConcurrency(values.concurrency),
      mix: readMix(values.mix),
      signal: stop.signal,
    };
    if (options.rate * options.seconds < 1)
      throw new UsageError('--rate times --duration is less than one visit: raise one of them');
    await using target = await openTarget(values);
    const line = progressLine();
    const onSignal = () => stop.abort();
    process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
    try {
      const onTick = values.json ? undefined : showProgress(options.seconds, line);
      const summary = await runLoad(target.endpoints, options, onTick);
      if (!values.json) line.clear();
      if (values.json) print(JSON.stringify(summary, null, 2));
      else for (const line of renderSummary(summary, optionsOf(values))) print(line);
      return isAsExpected(summary) ? 0 : 1;
    } finally {
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    }
  },
});

/** Shows where the load stands: redrawn on a terminal, elsewhere a line every ten seconds. */
function showProgress(seconds: number, line: ProgressLine): (progress: Progress) => void {
  let next = LOG_EVERY_SECONDS;
  return (progress) => {
    const text = renderProgress(progress, seconds);
    if (line.isVisible) line.show(text);
    else if (progress.elapsedSeconds >= next) {
      printError(text);
      next += LOG_EVERY_SECONDS;
    }
  };
}

/** The options with which another command finds the same system. */
function optionsOf(values: TargetValues): string {
  const given = (['port-offset', 'context', 'namespace'] as const).filter((name) => values[name] !== undefined);
  return given.map((name) => ` --${name} ${values[name]}`).join('');
}
