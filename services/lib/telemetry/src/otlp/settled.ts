import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';

interface Exporter<T> {
  export(items: T[], done: (result: ExportResult) => void): void;
}

/** Exports once the attributes of the resource are known: the first batch may be ready before the id of the host is read. */
export function settled<T extends { readonly resource: Resource }>(exporter: Exporter<T>): Exporter<T>['export'] {
  return (items, done) => {
    const resource = items[0]?.resource;
    if (!resource?.asyncAttributesPending) exporter.export(items, done);
    else
      resource
        .waitForAsyncAttributes?.()
        .then(() => exporter.export(items, done))
        .catch((error: Error) => done({ code: ExportResultCode.FAILED, error }));
  };
}
