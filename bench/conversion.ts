// Measures what the pool of processes costs compared with bare sharp, and what the largest pictures need. Run: node bench/conversion.ts
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { ConvertOptions } from '@triptych/contracts';
import sharp, { type Sharp } from 'sharp';
import { convert } from '../services/image_svc/src/conversion/convert.ts';
import { DEFAULT_LIMITS } from '../services/image_svc/src/conversion/limits.ts';
import { createPool, type Pool } from '../services/image_svc/src/pool/pool.ts';

const ROUNDS = 3;
const ROUND_SECONDS = 2;
const SIZE = availableParallelism();
/** 8660 × 5773: just below 50 megapixels. */
const LARGEST = { width: 8660, height: 5773 };

sharp.concurrency(1);
sharp.cache(false);

const photo = await softNoise(2040, 1356).jpeg({ quality: 88 }).toBuffer();
print('First conversion of a new process, ms', ['start', 'conversion'], await firstConversion());
print(
  `JPEG 2040 × 1356 (${Math.round(photo.length / 1000)} kB) → 512, conversions/s, ${SIZE} at a time`,
  ['output', 'sharp', 'pool', 'pool/sharp'],
  await throughput(),
);
print('Transport there and back, ms', ['picture', 'median'], await transport());
print('50 megapixels, seconds and MiB of the process', ['conversion', 'seconds', 'peak', 'after'], await largest());

async function firstConversion(): Promise<string[][]> {
  const samples: [number, number][] = [];
  for (let i = 0; i < 7; i++) {
    const pool = createPool({ size: 1 });
    const { timing } = await pool.convert(photo, { format: 'webp', width: 512 });
    samples.push([timing.startedAt - timing.queuedAt, timing.finishedAt - timing.startedAt]);
    await pool.close();
  }
  return [[median(samples.map(([start]) => start)).toFixed(0), median(samples.map(([, work]) => work)).toFixed(0)]];
}

async function throughput(): Promise<string[][]> {
  const pool = createPool({ size: SIZE });
  const rows: string[][] = [];
  for (const format of ['jpeg', 'webp', 'avif'] as const) {
    const options = { format, width: 512 } as const;
    const bare: number[] = [];
    const pooled: number[] = [];
    // In turns, so that other work of the machine slows both down.
    for (let round = 0; round < ROUNDS; round++) {
      bare.push(await rate(() => convert(photo, options)));
      pooled.push(await rate(() => pool.convert(photo, options)));
    }
    const [a, b] = [median(bare), median(pooled)];
    rows.push([format, a.toFixed(1), b.toFixed(1), (b / a).toFixed(2)]);
  }
  await pool.close();
  return rows;
}

/** The time around a conversion: a picture of some size goes to the process, and a small one comes back. */
async function transport(): Promise<string[][]> {
  const pool = createPool({ size: 1 });
  const rows: string[][] = [];
  const small = await softNoise(64, 64).jpeg().toBuffer();
  for (const megabytes of [0.1, 1, 25]) {
    // A decoder ignores what follows the end of a JPEG.
    const picture = Buffer.concat([small, Buffer.alloc(megabytes * 1e6)]);
    const samples: number[] = [];
    for (let i = 0; i < 15; i++) {
      const { timing, result } = await pool.convert(picture, { format: 'jpeg' });
      samples.push(timing.finishedAt - timing.startedAt - result.duration_seconds * 1000);
    }
    rows.push([`${megabytes} MB`, median(samples).toFixed(1)]);
  }
  await pool.close();
  return rows;
}

async function largest(): Promise<string[][]> {
  const tile = await softNoise(866, 577).png().toBuffer();
  const picture = (): Sharp => sharp(tile).resize({ ...LARGEST, fit: 'fill', kernel: 'nearest' });
  const thumbnail = { format: 'webp', width: 512 } as const;
  const jpeg = await picture().jpeg().toBuffer();
  const cases: [string, Buffer, ConvertOptions][] = [
    ['JPEG → 512', jpeg, thumbnail],
    ['progressive JPEG → 512', await picture().jpeg({ progressive: true }).toBuffer(), thumbnail],
    ['turned JPEG → JPEG', await picture().withMetadata({ orientation: 6 }).jpeg().toBuffer(), { format: 'jpeg' }],
    ['interlaced PNG → 512', await picture().png({ progressive: true }).toBuffer(), thumbnail],
    ['WebP with alpha → 512', await picture().ensureAlpha(0.5).webp({ effort: 0 }).toBuffer(), thumbnail],
    ['TIFF → 512', await picture().tiff({ compression: 'deflate' }).toBuffer(), thumbnail],
    ['AVIF → 512', await picture().avif({ effort: 0, chromaSubsampling: '4:2:0' }).toBuffer(), thumbnail],
    ['JPEG → JPEG', jpeg, { format: 'jpeg' }],
    ['JPEG → WebP', jpeg, { format: 'webp' }],
    ['JPEG → PNG', jpeg, { format: 'png' }],
    ['JPEG → AVIF', jpeg, { format: 'avif' }],
  ];
  const rows: string[][] = [];
  for (const [name, source, options] of cases) rows.push([name, ...(await cost(source, options))]);
  return rows;
}

/** The seconds of one conversion in a process of its own, and its resident memory at its peak and afterwards. */
async function cost(source: Buffer, options: ConvertOptions): Promise<string[]> {
  let pid: number | undefined;
  const limits = { ...DEFAULT_LIMITS, bytes: Infinity, deadlineSeconds: 120, memoryBytes: Infinity };
  const pool: Pool = createPool({ size: 1, limits, onEvent: (event) => (pid = event.pid) });
  const { result } = await pool.convert(source, options);
  const { peak, now } = memory(pid);
  await pool.close();
  return [result.duration_seconds.toFixed(1), peak, now];
}

function memory(pid: number | undefined): { peak: string; now: string } {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const mib = (name: string): string => String(Math.round(Number(status.match(`${name}:\\s+(\\d+)`)?.[1]) / 1024));
    return { peak: mib('VmHWM'), now: mib('VmRSS') };
  } catch {
    return { peak: '?', now: '?' };
  }
}

/** Soft noise, which is about as hard to compress as a photograph. */
function softNoise(width: number, height: number): Sharp {
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  const grain = {
    width: Math.ceil(width / 3),
    height: Math.ceil(height / 3),
    channels: 3,
    background: '#888',
    noise,
  } as const;
  return sharp({ create: grain }).resize(width, height, { fit: 'fill' });
}

async function rate(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  const deadline = started + ROUND_SECONDS * 1000;
  let done = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() < deadline) {
      await work();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: SIZE }, worker));
  return (done * 1000) / (performance.now() - started);
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function print(title: string, head: string[], rows: string[][]): void {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]): string =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('   ');
  process.stdout.write(`${title}\n${[head, ...rows].map((row) => `  ${line(row)}`).join('\n')}\n\n`);
}
