import { setLogger } from '@grpc/grpc-js';
import { type DiagLogFunction, type DiagLogger, DiagLogLevel, diag } from '@opentelemetry/api';
import { diagLogLevelFromString } from '@opentelemetry/core';
import type { ServiceLogger } from './logging/logger.ts';

/** The same problem may come with each export; one line a minute says it as well. */
const QUIET_MILLIS = 60_000;

export interface Diagnostics {
  /** The last error of a gRPC connection, which errors of exports leave out. */
  connectionError(): string | undefined;
  stop(): void;
}

/**
 * Logs what the OpenTelemetry SDK and gRPC say of themselves, at the severity that they give it. `OTEL_LOG_LEVEL` is the
 * least severe level, by default `warn`; it leaves the environment, because the SDK would then write to the console.
 * `local` writes to stdout alone: each export causes some of the less severe messages, so each would cause the next export.
 */
export function logDiagnostics(logger: ServiceLogger, local: ServiceLogger, env: NodeJS.ProcessEnv): Diagnostics {
  const level = env.OTEL_LOG_LEVEL ? diagLogLevelFromString(env.OTEL_LOG_LEVEL) : undefined;
  delete env.OTEL_LOG_LEVEL;
  const saidAt = new Map<string, number>();
  let writing = false;
  let connectionError: string | undefined;

  const seldom = (write: (text: string) => void): DiagLogFunction => {
    return (...parts) => {
      const text = textOf(parts);
      // Numbers, such as ports of connections, make no other message.
      const kind = text.replace(/\d+/g, '0');
      // A line passes through the SDK, which may have something to say about it.
      if (writing || Date.now() - (saidAt.get(kind) ?? Number.NEGATIVE_INFINITY) < QUIET_MILLIS) return;
      if (saidAt.size > 100) saidAt.clear();
      saidAt.set(kind, Date.now());
      writing = true;
      try {
        write(text);
      } finally {
        writing = false;
      }
    };
  };
  const always =
    (write: (text: string) => void): DiagLogFunction =>
    (...parts) =>
      write(textOf(parts));

  const sdk: DiagLogger = {
    error: seldom((text) => logger.error({ diagnostic: text }, 'telemetry diagnostic')),
    warn: seldom((text) => logger.warn({ diagnostic: text }, 'telemetry diagnostic')),
    info: always((text) => local.info({ diagnostic: text }, 'telemetry diagnostic')),
    debug: always((text) => local.debug({ diagnostic: text }, 'telemetry diagnostic')),
    verbose: always((text) => local.trace({ diagnostic: text }, 'telemetry diagnostic')),
  };
  diag.setLogger(sdk, { logLevel: level ?? DiagLogLevel.WARN, suppressOverrideMessage: true });
  setLogger({
    error(...parts: unknown[]) {
      connectionError = textOf(parts);
      diag.warn(connectionError);
    },
    info: (...parts: unknown[]) => diag.info(textOf(parts)),
    debug: (...parts: unknown[]) => diag.debug(textOf(parts)),
  });
  return { connectionError: () => connectionError, stop: () => diag.disable() };
}

function textOf(parts: readonly unknown[]): string {
  return parts
    .map((part) => (part instanceof Error ? part.message : typeof part === 'string' ? part : JSON.stringify(part)))
    .join(' ');
}
