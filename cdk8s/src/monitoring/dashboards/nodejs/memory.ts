import { itsLines, itsPage, itsTraces } from '../explore.ts';
import { graph, type Size } from '../panels.ts';
import { CHOSEN, INTERVAL } from '../promql.ts';
import { queries, query } from '../queries.ts';

const largest = (series: string) => `max by (service_name) (${series}{${CHOSEN}})`;
const pauses = (suffix: string) =>
  `sum by (service_name, kind) (rate(nodejs_gc_duration_seconds_${suffix}{${CHOSEN}}${INTERVAL}))`;
const links = [itsPage, itsTraces, itsLines];

export const kindsOfMemory = (size: Size) =>
  graph({
    ...size,
    title: 'What is memory used for?',
    description:
      'Of the largest instance: all that is resident, the heap that V8 has and what of it is in use, and memory outside ' +
      'of it, such as buffers. What grows tells where to look for a leak.',
    unit: 'bytes',
    queries: queries({
      resident: largest('process_resident_memory_bytes'),
      heap: largest('nodejs_heap_size_total_bytes'),
      'heap in use': largest('nodejs_heap_size_used_bytes'),
      external: largest('nodejs_external_memory_bytes'),
    }),
    links,
  });

export const timeForGarbage = (size: Size) =>
  graph({
    ...size,
    title: 'How much time does garbage collection take?',
    description:
      'The share of time by kind, of all instances together. minor: what was short-lived; major: all. Much major: the ' +
      'heap is nearly full.',
    unit: 'percentunit',
    thresholds: [0.05, 0.2],
    queries: [query(pauses('sum'), { legend: '{{kind}}' })],
    links,
  });

export const pauseForGarbage = (size: Size) =>
  graph({
    ...size,
    title: 'How long is a garbage collection?',
    description: 'The mean by kind. Nothing else runs meanwhile, so each request may be late by as much.',
    unit: 's',
    queries: [query(`${pauses('sum')} / ${pauses('count')}`, { legend: '{{kind}}' })],
    links,
  });
