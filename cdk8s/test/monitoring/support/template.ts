/**
 * Replaces `$name`, `${name}` and `${name:format}` as Grafana does; a name without a value is an error here. `$1` is no
 * name but a group of a regular expression.
 */
export function substitute(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{([\w.]+)(?::\w+)?\}|\$([A-Za-z_]\w*)/g, (_, braced?: string, plain?: string) => {
    const name = braced ?? plain ?? '';
    const value = values[name];
    if (value === undefined) throw new Error(`Grafana knows no variable "${name}" in: ${text}`);
    return value;
  });
}

/** What Grafana knows of each dashboard, beside its own variables. */
export const BUILT_IN = { __rate_interval: '1m', __auto: '1m', __range: '30m' };
