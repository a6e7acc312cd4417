import { type Packet, RECURSION_DESIRED, streamDecode, streamEncode } from 'dns-packet';

/** A question for the IPv4 addresses of a name, as DNS over TCP carries it: after its length (RFC 1035, 4.2.2). */
export function encodeQuestion(id: number, name: string): Buffer {
  return streamEncode({ type: 'query', id, flags: RECURSION_DESIRED, questions: [{ type: 'A', name }] });
}

export interface DnsAnswer {
  readonly id: number;
  /** 0: no error, 2: the server failed, 3: there is no such name. */
  readonly code: number;
  readonly addresses: readonly string[];
}

/** Decodes the complete answers at the beginning of what came over TCP; the rest begins at `used`. */
export function decodeAnswers(bytes: Buffer): { answers: DnsAnswer[]; used: number } {
  const answers: DnsAnswer[] = [];
  let used = 0;
  while (bytes.length >= used + 2 && bytes.length >= used + 2 + bytes.readUInt16BE(used)) {
    answers.push(answerOf(streamDecode(bytes.subarray(used))));
    used += 2 + bytes.readUInt16BE(used);
  }
  return { answers, used };
}

function answerOf({ id = 0, flags = 0, answers = [] }: Packet): DnsAnswer {
  return { id, code: flags & 15, addresses: answers.flatMap((one) => (one.type === 'A' ? [one.data] : [])) };
}
