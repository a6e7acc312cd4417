import { request } from './http.ts';
import type { Sample } from './prometheus.ts';

const SAMPLE = /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>(?:[^"}]|"(?:\\.|[^"\\])*")*)\})? (?<value>\S+)/;
const LABEL = /(?<name>\w+)="(?<value>(?:\\.|[^"\\])*)"/g;

/** The samples of one metric that the service at a URL shows on /metrics now. */
export async function readMetric(service: string, name: string): Promise<Sample[]> {
  const text = await (await request(`${service}/metrics`)).text();
  return text.split('\n').flatMap((line) => {
    const groups = SAMPLE.exec(line)?.groups;
    if (groups?.name !== name) return [];
    const labels = [...(groups.labels ?? '').matchAll(LABEL)].map(({ groups: label }) => [label?.name, label?.value]);
    return [{ labels: Object.fromEntries(labels), value: Number(groups.value) }];
  });
}
