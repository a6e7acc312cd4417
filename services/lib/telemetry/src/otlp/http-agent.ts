import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { Signal } from './gate.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Creates the connections of OTLP over HTTP: through the proxy of the environment, with the certificates that it names. */
export function agentFactory(signal: Signal, env: NodeJS.ProcessEnv) {
  return (protocol: string): http.Agent => {
    const shared = { keepAlive: true, proxyEnv: env };
    if (protocol === 'http:') return new http.Agent(shared);
    return new https.Agent({
      ...shared,
      ca: fileOf('CERTIFICATE', signal, env),
      cert: fileOf('CLIENT_CERTIFICATE', signal, env),
      key: fileOf('CLIENT_KEY', signal, env),
    });
  };
}

function fileOf(name: string, signal: Signal, env: Environment): Buffer | undefined {
  const path =
    env[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${name}`]?.trim() || env[`OTEL_EXPORTER_OTLP_${name}`]?.trim();
  return path ? readFileSync(path) : undefined;
}
