/** Replaces `$name`, `${name}` and `${name:format}` as Grafana does; a name without a value is an error here. */
export function substitute(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{([\w.]+)(?::\w+)?\}|\$(\w+)/g, (_, braced?: string, plain?: string) => {
    const name = braced ?? plain ?? '';
    const value = values[name];
    if (value === undefined) throw new Error(`Grafana knows no variable "${name}" in: ${text}`);
    return value;
  });
}

/** What stands for every variable of a dashboard, for queries that are only parsed. */
export const ANY_VALUES = { service: '.+', __rate_interval: '1m', __range: '30m' };
