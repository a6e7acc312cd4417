import type { VerifyLink } from '@triptych/catalogue';
import { ENDPOINTS, headersIn } from '@triptych/client/endpoints';
import { refusalOf, request, sendHeaders } from '@triptych/client/http';
import type { Check } from './checks.ts';

/** The backends that receive telemetry: the variable with the URL of one outside the release, and the path for its signal. */
const RECEIVERS = {
  jaeger: { variable: 'TRIPTYCH_JAEGER_OTLP_URL', signal: 'traces', name: 'Jaeger' },
  loki: { variable: 'TRIPTYCH_LOKI_OTLP_URL', signal: 'logs', name: 'Loki' },
  prometheus: { variable: 'TRIPTYCH_PROMETHEUS_OTLP_URL', signal: 'metrics', name: 'Prometheus' },
} as const;

const ADVICE: Readonly<Record<number, string>> = {
  401: 'the credentials are missing or wrong: check the headers and their Secret',
  403: 'the credentials may not write: check their rights, and the tenant',
  404: 'nothing receives OTLP at this URL: check the path of otlpEndpoint',
};

/**
 * Checks that each receiver that the environment names accepts an empty request. With a refusal the Collector would drop the
 * signal at once.
 */
export function receiverChecks(env: Readonly<Record<string, string | undefined>>): Check[] {
  return Object.entries(RECEIVERS).flatMap(([key, { variable, signal, name }]) => {
    const base = env[variable]?.replace(/\/+$/, '');
    if (!base) return [];
    sendHeaders(base, headersIn(ENDPOINTS[key as keyof typeof RECEIVERS].headers, env));
    const link = `receiver_${key as keyof typeof RECEIVERS}` as const;
    return [receiverCheck(link, `${name} accepts ${signal}`, `${base}/v1/${signal}`)];
  });
}

function receiverCheck(link: VerifyLink, title: string, url: string): Check {
  const asked = `POST ${url}, empty`;
  return {
    link,
    title,
    async run() {
      // No bytes are a valid message without items.
      const headers = { 'content-type': 'application/x-protobuf' };
      const reply = await request(url, { method: 'POST', headers, body: new Uint8Array() });
      // Some refuse it because it has no items: they have let it in.
      if (reply.ok || reply.status === 400 || reply.status === 422) return { ok: true, asked, got: `${reply.status}` };
      const { message } = await refusalOf(reply, url);
      const advice = ADVICE[reply.status];
      return { ok: false, asked, got: advice ? `${message}; ${advice}` : message };
    },
  };
}
