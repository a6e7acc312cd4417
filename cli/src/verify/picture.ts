import { randomBytes } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';

/** Makes a PNG of noise, in coloured squares of `grain` pixels. Every picture is different. */
export function noisePicture(width = 96, height = 96, grain = 1): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits per channel, RGB.
  header.set([8, 2], 8);
  const rows: Buffer[] = [];
  for (let y = 0; y < height; y += grain) {
    const row = noiseRow(width, grain);
    for (let i = y; i < Math.min(height, y + grain); i += 1) rows.push(row);
  }
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A row of pixels; its first byte is the filter, 0 for none. */
function noiseRow(width: number, grain: number): Buffer {
  const colours = randomBytes(Math.ceil(width / grain) * 3);
  const row = Buffer.alloc(1 + width * 3);
  for (let x = 0; x < width; x += 1)
    colours.copy(row, 1 + x * 3, Math.floor(x / grain) * 3, Math.floor(x / grain) * 3 + 3);
  return row;
}

function chunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, checksum]);
}
