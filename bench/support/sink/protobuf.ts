/** Number of the field that holds messages inside its parent, in every OTLP export request: resource, scope, item. */
const RESOURCE = 1;
const SCOPE = 2;
const ITEM = 2;

/** How many spans, log records or metrics an OTLP export request holds. It reads lengths alone, so it costs little. */
export function countItems(request: Uint8Array): number {
  return count(request, 0, request.length, [RESOURCE, SCOPE, ITEM]);
}

function count(bytes: Uint8Array, from: number, to: number, [field, ...inner]: readonly number[]): number {
  let items = 0;
  let at = from;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < to) {
    const key = varint();
    const wireType = key & 7;
    if (wireType === 0) varint();
    else if (wireType === 1) at += 8;
    else if (wireType === 5) at += 4;
    else if (wireType === 2) {
      const length = varint();
      if (key >>> 3 === field) items += inner.length === 0 ? 1 : count(bytes, at, at + length, inner);
      at += length;
    } else throw new Error(`no protobuf: wire type ${wireType} at byte ${at}`);
  }
  if (at !== to) throw new Error(`no protobuf: a field ends at byte ${at}, its message at ${to}`);
  return items;
}
