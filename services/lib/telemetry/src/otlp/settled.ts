import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';

interface Exporter<B> {
  export(batch: B, done: (result: ExportResult) => void): void;
}

/** Exports once the attributes of the resource are known: the first batch may be ready before the id of the host is read. */
export function settled<B extends { readonly resource: Resource | undefined }>(
  exporter: Exporter<B>,
): Exporter<B>['export'] {
  return (batch, done) => {
    const { resource } = batch;
    if (!resource?.asyncAttributesPending) exporter.export(batch, done);
    else
      resource
        .waitForAsyncAttributes?.()
        .then(() => exporter.export(batch, done))
        .catch((error: Error) => done({ code: ExportResultCode.FAILED, error }));
  };
}
