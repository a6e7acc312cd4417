import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { Batch } from '../outbox.ts';
import { writeAttributes } from './attributes.ts';
import { ByteWriter } from './byte-writer.ts';

/** A span or a log record. */
export interface Item {
  readonly resource: Resource;
  readonly instrumentationScope: InstrumentationScope;
}

/** Tag of field 2, of a length-delimited type: a span in ScopeSpans, a record in ScopeLogs. */
const ITEM_TAG = (2 << 3) | 2;

/** The items of one scope, encoded one after another. */
interface Group {
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
  readonly items: ByteWriter;
}

/**
 * Items that are encoded when they are added, so that no object of a request lives until its batch is sent, and a second
 * attempt encodes nothing again.
 */
export class EncodedBatch<T extends Item> implements Batch<T> {
  readonly #write: (w: ByteWriter, item: T) => void;
  readonly #groups: Group[] = [];
  #last: Group | undefined;
  #count = 0;
  #byteLength = 0;

  constructor(write: (w: ByteWriter, item: T) => void) {
    this.#write = write;
  }

  get count(): number {
    return this.#count;
  }

  get byteLength(): number {
    return this.#byteLength;
  }

  /** The resource of the first item. */
  get resource(): Resource | undefined {
    return this.#groups[0]?.resource;
  }

  add(item: T): void {
    const { items } = this.#groupOf(item.resource, item.instrumentationScope);
    const before = items.length;
    this.#write(items, item);
    this.#count += 1;
    this.#byteLength += items.length - before;
  }

  halves(): [EncodedBatch<T>, EncodedBatch<T>] {
    const halves: [EncodedBatch<T>, EncodedBatch<T>] = [new EncodedBatch(this.#write), new EncodedBatch(this.#write)];
    const middle = this.#count >> 1;
    let n = 0;
    for (const { resource, scope, items } of this.#groups) {
      for (const item of itemsIn(items.bytes)) {
        const half = halves[n < middle ? 0 : 1];
        half.#groupOf(resource, scope).items.raw(item);
        half.#count += 1;
        half.#byteLength += item.length;
        n += 1;
      }
    }
    return halves;
  }

  /** An ExportTraceServiceRequest or an ExportLogsServiceRequest: their fields have the same numbers. */
  toRequest(): Buffer {
    const w = new ByteWriter(this.byteLength + 4096);
    for (const [resource, groups] of Map.groupBy(this.#groups, (group) => group.resource)) {
      const message = w.begin(1);
      writeResource(w, resource);
      for (const group of groups) writeGroup(w, group);
      if (resource.schemaUrl) w.string(3, resource.schemaUrl);
      w.end(message);
    }
    return w.bytes;
  }

  #groupOf(resource: Resource, scope: InstrumentationScope): Group {
    const last = this.#last;
    if (last?.scope === scope && last.resource === resource) return last;
    let group = this.#groups.find((one) => one.scope === scope && one.resource === resource);
    if (!group) {
      group = { resource, scope, items: new ByteWriter() };
      this.#groups.push(group);
    }
    this.#last = group;
    return group;
  }
}

function writeResource(w: ByteWriter, { attributes }: Resource): void {
  const message = w.begin(1, 2);
  writeAttributes(w, 1, attributes);
  w.uint32(2, 0);
  w.end(message);
}

function writeGroup(w: ByteWriter, { scope, items }: Group): void {
  const message = w.begin(2);
  const scopeMessage = w.begin(1);
  w.string(1, scope.name);
  if (scope.version) w.string(2, scope.version);
  w.end(scopeMessage);
  w.raw(items.bytes);
  if (scope.schemaUrl) w.string(3, scope.schemaUrl);
  w.end(message);
}

/** The encoded items in `bytes`, each with its tag and length. */
function* itemsIn(bytes: Buffer): Generator<Buffer> {
  let start = 0;
  while (start < bytes.length) {
    if (bytes[start] !== ITEM_TAG) throw new Error(`byte ${start} of a batch is no tag of an item`);
    let at = start + 1;
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0;
      length += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    yield bytes.subarray(start, at + length);
    start = at + length;
  }
}
