import { type ExportResult, ExportResultCode } from '@opentelemetry/core';

export interface Exporter<I> {
  export(items: I, done: (result: ExportResult) => void): void;
  forceFlush?(): Promise<void>;
  shutdown(): Promise<void>;
}

/**
 * Replaces a gRPC exporter after each failure, so that the next attempt reaches a Collector that has come back. By
 * itself grpc-js waits up to 120 s between attempts to connect, and the OTLP exporters have no option for that.
 * grpc-js shares connections between exporters with equal options, so each new exporter gets another user agent.
 */
export class ReconnectingExporter<I> implements Exporter<I> {
  readonly #create: (userAgent: string) => Exporter<I>;
  readonly #product: string;
  #exporter: Exporter<I>;
  #connections = 1;

  constructor(product: string, create: (userAgent: string) => Exporter<I>) {
    this.#product = product;
    this.#create = create;
    this.#exporter = create(this.#userAgent());
  }

  export(items: I, done: (result: ExportResult) => void): void {
    const exporter = this.#exporter;
    exporter.export(items, (result) => {
      if (result.code !== ExportResultCode.SUCCESS && exporter === this.#exporter) {
        this.#connections += 1;
        this.#exporter = this.#create(this.#userAgent());
        void exporter.shutdown();
      }
      done(result);
    });
  }

  async forceFlush(): Promise<void> {
    await this.#exporter.forceFlush?.();
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }

  #userAgent(): string {
    return `${this.#product} (connection ${this.#connections})`;
  }
}
