import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONVERSION_SERVICE_NAMES, PARTS } from '@triptych/parts';
import { type CollectorProcess, collectorFile, gatewayTo, startCollector } from './collectors.ts';
import { bringUp, type TestStack } from './conversions.ts';
import { AS_JSON, type ReceivedSpan, receiveSpans } from './otlp-json.ts';

export interface SampledStack extends AsyncDisposable {
  readonly stack: TestStack;
  /** Every span that the services have sent, once each, whether it is kept or not. */
  sent(): ReceivedSpan[];
}

/** Starts a stack in which a gateway distributes the spans to two Collectors that sample them. */
export async function bringUpSampled(sampling: {
  readonly percent: number;
  readonly slowMillis: number;
}): Promise<SampledStack> {
  await using started = new AsyncDisposableStack();
  const variables = {
    TAIL_SAMPLING_PERCENT: `${sampling.percent}`,
    TAIL_SAMPLING_SLOW_MS: `${sampling.slowMillis}`,
  };
  const folder = await mkdtemp(join(tmpdir(), 'triptych-sampled-'));
  started.defer(() => rm(folder, { recursive: true }));
  const received = started.use(await receiveSpans());
  const stack = await bringUp({
    only: ['prometheus', 'jaeger', 'loki', 'postgres', ...CONVERSION_SERVICE_NAMES],
    env: { ...variables, FAULT_INJECTION: 'true' },
  });
  started.use(stack);
  const behind: CollectorProcess[] = [];
  for (const name of ['otelcol-0', 'otelcol-1']) {
    const collector = await startCollector([collectorFile('config'), collectorFile('tail-sampling')], {
      ...variables,
      OTELCOL_INSTANCE_ID: name,
      JAEGER_OTLP_URL: `http://127.0.0.1:${stack.port('jaeger', 'otlp-http')}`,
      PROMETHEUS_OTLP_ENDPOINT: stack.url('prometheus', '/api/v1/otlp'),
      LOKI_OTLP_ENDPOINT: stack.url('loki', '/otlp'),
    });
    behind.push(started.use(collector));
  }
  const gateway = join(folder, 'gateway.yaml');
  await writeFile(gateway, JSON.stringify(await gatewayConfig(behind, received.address)));
  const ports = PARTS.otelcol.ports;
  started.use(
    await startCollector([gateway], {
      OTELCOL_GRPC_ENDPOINT: `127.0.0.1:${ports['otlp-grpc'] + stack.offset}`,
      OTELCOL_HTTP_ENDPOINT: `127.0.0.1:${ports['otlp-http'] + stack.offset}`,
    }),
  );
  const all = started.move();
  return {
    stack,
    sent: () => [...new Map(received.spans.map((span) => [span.spanId, span])).values()],
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** collector/gateway.yaml for Collectors on this machine, with a copy of all spans for the test. */
async function gatewayConfig(behind: readonly CollectorProcess[], copy: string): Promise<object> {
  const config = await gatewayTo(behind);
  config.exporters['otlp_http/copy'] = { endpoint: `http://${copy}`, ...AS_JSON };
  config.service.pipelines.traces.exporters.push('otlp_http/copy');
  return config;
}
