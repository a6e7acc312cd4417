import { graph, type Size } from '../panels.ts';
import { INTERVAL, orNone } from '../promql.ts';
import { queries, query } from '../queries.ts';
import { linesOfCollector } from '../shared/delivery.ts';

const links = [linesOfCollector];
const total = (...series: string[]) => series.map((one) => `sum(${one})`).join(' + ');

export const sizes = (size: Size) =>
  graph({
    ...size,
    title: 'How much disk space do the backends use?',
    description:
      'Bytes on disk: the blocks and write-ahead logs of Prometheus, the write-ahead log of Loki, and the database ' +
      'of Jaeger, whose value log takes 2 GiB at once. Old data is deleted automatically: the values of the chart ' +
      'set the retention.',
    unit: 'bytes',
    queries: queries({
      'prometheus blocks': total('prometheus_tsdb_storage_blocks_bytes'),
      '{{service_name}} journal': 'sum by (service_name) (prometheus_tsdb_wal_storage_size_bytes)',
      jaeger: total('jaeger_storage_badger_size_bytes_lsm', 'jaeger_storage_badger_size_bytes_vlog'),
    }),
    links,
  });

export const cardinality = (size: Size) =>
  graph({
    ...size,
    title: 'How many series and streams are there?',
    description:
      'Active series of Prometheus and active streams of Loki. They cost memory; a jump means that a label has too ' +
      'many values.',
    unit: 'short',
    queries: queries({
      series: 'sum(prometheus_tsdb_head_series)',
      streams: 'sum(loki_ingester_memory_streams)',
    }),
    links,
  });

export const discarded = (size: Size) =>
  graph({
    ...size,
    title: 'Which lines does Loki refuse?',
    description:
      'Refused lines a second, by reason, such as a limit that was reached. These lines are lost: change the limit ' +
      'or the sender.',
    unit: 'ops',
    thresholds: [0.001, 1],
    queries: [
      query(orNone(`sum by (reason) (rate(loki_discarded_samples_total${INTERVAL}))`, { reason: 'none' }), {
        legend: '{{reason}}',
      }),
    ],
    links,
  });
