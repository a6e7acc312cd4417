import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Endpoints } from '@triptych/client/endpoints';
import { findTrace } from '@triptych/client/jaeger';
import { findLines } from '@triptych/client/loki';
import { query } from '@triptych/client/prometheus';
import { userSvc } from '@triptych/client/user-svc';
import { type Conversion, OUTPUT_FORMATS } from '@triptych/contracts';
import { noisePicture } from './command.ts';

/** Conversions, and the time in which all of their telemetry lies. */
export interface Work {
  readonly conversions: readonly Conversion[];
  readonly from: Date;
  readonly to: Date;
}

/** Telemetry arrives within 10 s, and in a full queue of the Collector twice that. */
const ARRIVAL_SECONDS = 25;

/** Converts pictures to every format, and waits until their telemetry has arrived. */
export async function convertPictures(endpoints: Endpoints, count: number): Promise<Work> {
  const from = new Date();
  const client = userSvc(endpoints.userSvc);
  const conversions: Conversion[] = [];
  for (let i = 0; i < count; i++) {
    const format = OUTPUT_FORMATS[i % OUTPUT_FORMATS.length] ?? 'png';
    conversions.push(await client.follow(await client.start(noisePicture(), { format })));
  }
  const to = new Date();
  await delay(ARRIVAL_SECONDS * 1000);
  return { conversions, from, to };
}

/** Everything that a release keeps of some work, in an order that does not change. */
export async function readData(endpoints: Endpoints, { conversions, from, to }: Work) {
  const client = userSvc(endpoints.userSvc);
  const kept = [];
  for (const conversion of conversions) {
    const picture = await (await client.result(conversion)).arrayBuffer();
    const spans = await findTrace(endpoints.jaeger, conversion.trace_id ?? '');
    const ofRequest = `{service=~".+"} | request_id="${conversion.request_id}"`;
    const lines = await findLines(endpoints.loki, ofRequest, from, new Date(to.getTime() + ARRIVAL_SECONDS * 1000));
    kept.push({
      job: await client.show(conversion),
      picture: createHash('sha256').update(new Uint8Array(picture)).digest('hex'),
      spans: spans.map(({ id }) => id).sort(),
      lines: lines.map(({ time, text }) => `${time} ${text}`).sort(),
    });
  }
  const samples = await query(endpoints.prometheus, '{service_name=~".+_svc"}', to);
  return { kept, samples: samples.map(({ labels, value }) => `${JSON.stringify(labels)} ${value}`).sort() };
}
