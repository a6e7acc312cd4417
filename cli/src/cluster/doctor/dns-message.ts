/** A question for the IPv4 addresses of a name, as it goes over TCP (RFC 1035, 4.2.2). */
export function encodeQuestion(id: number, name: string): Buffer {
  const labels = name.split('.').filter(Boolean);
  const question = Buffer.concat([
    // One question, recursion desired.
    Buffer.from([id >> 8, id & 0xff, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
    ...labels.flatMap((label) => [Buffer.from([label.length]), Buffer.from(label, 'latin1')]),
    // The root, type A, class IN.
    Buffer.from([0, 0, 1, 0, 1]),
  ]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(question.length);
  return Buffer.concat([length, question]);
}

export interface DnsAnswer {
  readonly id: number;
  /** 0: no error, 2: the server failed, 3: there is no such name. */
  readonly code: number;
  readonly addresses: readonly string[];
}

/** Takes whole answers from the front of what came over TCP; the rest begins at `used`. */
export function decodeAnswers(bytes: Buffer): { answers: DnsAnswer[]; used: number } {
  const answers: DnsAnswer[] = [];
  let used = 0;
  while (bytes.length >= used + 2 && bytes.length >= used + 2 + bytes.readUInt16BE(used)) {
    const end = used + 2 + bytes.readUInt16BE(used);
    answers.push(decode(bytes.subarray(used + 2, end)));
    used = end;
  }
  return { answers, used };
}

function decode(message: Buffer): DnsAnswer {
  const addresses: string[] = [];
  let at = 12;
  for (let left = message.readUInt16BE(4); left > 0; left -= 1) at = afterName(message, at) + 4;
  for (let left = message.readUInt16BE(6); left > 0; left -= 1) {
    at = afterName(message, at);
    const length = message.readUInt16BE(at + 8);
    if (message.readUInt16BE(at) === 1 && length === 4) {
      addresses.push(message.subarray(at + 10, at + 14).join('.'));
    }
    at += 10 + length;
  }
  return { id: message.readUInt16BE(0), code: message.readUInt8(3) & 15, addresses };
}

function afterName(message: Buffer, start: number): number {
  let at = start;
  for (;;) {
    const length = message.readUInt8(at);
    if (length === 0) return at + 1;
    // A pointer to an earlier name ends this one.
    if (length >= 0xc0) return at + 2;
    at += 1 + length;
  }
}
