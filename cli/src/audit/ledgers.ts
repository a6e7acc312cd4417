import { UserError } from '../command.ts';
import { accepted, isSampling, throughCollector, toBackend, toCollector, tracesKept, withinServices } from './hops.ts';
import type { Hop, Ledger } from './ledger.ts';
import type { Readings } from './readings.ts';

/** The account of each signal, from what was read. Throws a UserError when no Collector was heard of. */
export function ledgersOf(readings: Readings): Ledger[] {
  if (!readings.knows('otelcol')) {
    throw new UserError(
      'Prometheus has no metric of the Collector in this time, so nothing can be compared. Does the Collector run, and ' +
        'does Prometheus accept its metrics? "triptych verify" shows what arrives; a longer --since may reach back far enough',
    );
  }
  return [itemsOf(readings, 'traces'), itemsOf(readings, 'logs'), metricsOf(readings)];
}

const KILLED = 'What a killed service had not sent yet, and its last counts: nothing counts them.';

function itemsOf(readings: Readings, signal: 'traces' | 'logs'): Ledger {
  const inServices = withinServices(readings, signal);
  const backend = signal === 'traces' ? 'jaeger' : 'loki';
  const isScraped = readings.knows(backend);
  const hops = [
    inServices,
    ...toCollector(readings, signal, inServices),
    throughCollector(readings, signal),
    ...(isScraped ? toBackend(readings, signal) : []),
  ];
  const unknown = [KILLED];
  if (signal === 'logs') unknown.push('What senders without these counters made, such as the Collector itself.');
  if (signal === 'traces' && isSampling(readings)) unknown.push(onSampling(readings));
  if (!isScraped) unknown.push(`What ${backend} received: this Prometheus does not scrape it.`);
  return { signal, hops, unknown };
}

function onSampling(readings: Readings): string {
  const { kept, all } = tracesKept(readings);
  return (
    `How many spans the policies left out: the Collector counts its decisions in traces (${kept} of ${all} kept), so ` +
    'this number is what neither left, was dropped nor waits.'
  );
}

function metricsOf(readings: Readings): Ledger {
  const hops: Hop[] = [];
  if (readings.knows('otelcol_gateway')) {
    const gateway = accepted(readings, 'metrics', { service_name: 'otelcol_gateway' });
    hops.push({
      from: 'gateway accepted',
      to: 'Collector accepted',
      in: gateway.out,
      ...accepted(readings, 'metrics'),
      dropped: {},
      waiting: {},
    });
  }
  hops.push(throughCollector(readings, 'metrics'));
  return {
    signal: 'metrics',
    hops,
    unknown: [
      'What senders made: each export repeats all counts, so senders do not count their data points.',
      'What Prometheus received: it counts samples, and a data point of a histogram makes many.',
    ],
  };
}
