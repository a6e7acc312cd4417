import type { OTLPExporterBase } from '@opentelemetry/otlp-exporter-base';
import type { ISerializer } from '@opentelemetry/otlp-transformer';
import type { Exporter } from '../reconnecting-exporter.ts';

/** What can be sent as it is. */
interface Encoded {
  readonly count: number;
  toRequest(): Uint8Array;
}

/** The parts of an exporter of the SDK (0.301) that know the items. */
interface Internals {
  readonly _delegate: {
    _serializer: ISerializer<unknown, unknown>;
    readonly _metrics: { readonly helper: { countItems(request: unknown): number } };
  };
}

/**
 * Makes an exporter of the SDK send batches that are encoded already. It keeps its transport, its configuration and its
 * answers; its constructor has no option for another serializer.
 */
export function sendingEncoded<I>(exporter: OTLPExporterBase<I>): Exporter<Encoded> {
  const { _delegate: delegate } = exporter as unknown as Internals;
  const { _serializer: serializer, _metrics: metrics } = delegate;
  delegate._serializer = {
    serializeRequest: (batch) => (batch as Encoded).toRequest(),
    deserializeResponse: (data) => serializer.deserializeResponse(data),
  };
  Object.assign(metrics, { helper: { ...metrics.helper, countItems: (batch: unknown) => (batch as Encoded).count } });
  return exporter as unknown as Exporter<Encoded>;
}
