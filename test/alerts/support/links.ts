import type { Rule } from './rules.ts';
import type { Fired } from './scenario.ts';

/** The links of an alert that fires: those of its rule, with the values of its labels. */
export function linksOf({ annotations }: Rule, { labels }: Fired): Record<string, string> {
  // Rules use the label `service_name` of the series, which the alert no longer has.
  const known: Record<string, string | undefined> = { service_name: labels.service, ...labels };
  const links = Object.entries(annotations).filter(([name]) => name.endsWith('_url'));
  return Object.fromEntries(links.map(([name, template]) => [name, filled(template, known)]));
}

function filled(template: string, labels: Readonly<Record<string, string | undefined>>): string {
  return template.replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, name: string) => {
    const value = labels[name];
    if (value === undefined) throw new Error(`the alert has no label "${name}", which ${template} needs`);
    return value;
  });
}
