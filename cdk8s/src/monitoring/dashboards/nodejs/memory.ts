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
      'Memory of the largest instance: resident memory, the heap of V8 and the used part of it, and memory outside ' +
      'of the heap, such as buffers. The part that grows shows where to look for a leak.',
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
      'Share of time by kind, of all instances together. minor: short-lived objects; major: all objects. Much time ' +
      'in major collections means that the heap is nearly full.',
    unit: 'percentunit',
    thresholds: [0.05, 0.2],
    queries: [query(pauses('sum'), { legend: '{{kind}}' })],
    links,
  });

export const pauseForGarbage = (size: Size) =>
  graph({
    ...size,
    title: 'How long does a garbage collection take?',
    description: 'Mean duration by kind. Nothing else runs in that time, so each request may be late by as much.',
    unit: 's',
    queries: [query(`${pauses('sum')} / ${pauses('count')}`, { legend: '{{kind}}' })],
    links,
  });
