import { METRICS } from '@triptych/catalogue';
import { figure, graph, type Size } from '../panels.ts';
import { query } from '../queries.ts';
import { ITEMS, linesOfCollector, OTELCOL } from '../shared/delivery.ts';
import { counted, type Items, PLACES } from './places.ts';

/** Series of all signals, joined. */
const any = (counter: string) => ITEMS.map((items) => `${counter}_${items}_total{${OTELCOL}}`);

const increase = (by: string, all: readonly string[]) =>
  `sum by (${by}) (${all.map((series) => `increase(${series}[10m])`).join(' or ')})`;

/** 0 for each exporter. */
const NONE_BY_EXPORTER = `0 * ${increase('exporter', any('otelcol_exporter_sent'))}`;

const failed = increase('exporter, error_type', any('otelcol_exporter_send_failed'));

export const droppedByReason = (size: Size) =>
  graph({
    ...size,
    title: 'What is dropped, and why?',
    description:
      'Items in 10 minutes. A service drops what does not fit into its memory, or what the Collector refuses for good. The ' +
      'Collector drops what a backend refuses for good, by the type of the error.',
    unit: 'short',
    thresholds: [1, 1000],
    queries: [
      query(`sum by (service_name, signal) (increase(${METRICS.telemetryDropped.name}[10m]))`, {
        legend: '{{service_name}} {{signal}}',
      }),
      query(`${failed} or on (exporter) label_replace(${NONE_BY_EXPORTER}, "error_type", "none", "", "")`, {
        legend: '{{exporter}} {{error_type}}',
        refId: 'B',
      }),
    ],
    links: [linesOfCollector],
  });

export const refusedByPlace = (size: Size) =>
  graph({
    ...size,
    title: 'What is refused, and sent again?',
    description:
      'Items in 10 minutes that a receiver did not take, or that did not fit into a queue. Their senders keep them and send ' +
      'them again, so nothing is lost while the senders have room.',
    unit: 'short',
    queries: [
      query(increase('receiver', any('otelcol_receiver_refused')), { legend: '{{receiver}} refused' }),
      query(`${increase('exporter', any('otelcol_exporter_enqueue_failed'))} or ${NONE_BY_EXPORTER}`, {
        legend: '{{exporter}} not queued',
        refId: 'B',
      }),
    ],
    links: [linesOfCollector],
  });

/** What the last place has counted of what the first one has, over the time shown. */
export const arrived = (items: Items, size: Size) => {
  const all: readonly (readonly string[])[] = Object.values(PLACES[items]);
  const total = (counters: readonly string[] = []) => counted(counters, 'increase', '[$__range]');
  return figure({
    ...size,
    title: `Of all ${items}, this share arrived`,
    description:
      'What the last place counted, divided by what the first one counted, over the time shown. Above 100 % what waited ' +
      'before has arrived, or the Collector added what it made itself; with sampling it is lower.',
    unit: 'percentunit',
    queries: [query(`${total(all.at(-1))} / ${total(all[0])}`, { instant: true })],
    links: [linesOfCollector],
  });
};
