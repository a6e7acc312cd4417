import { THRESHOLDS } from '../../monitoring/alerts/index.ts';
import { FACTORS, numberPlace, textPlace } from '../../monitoring/rules/threshold.ts';
import { scaled } from '../../template/quantity.ts';
import { replaced } from '../../template/replaced.ts';
import { json } from '../../template/text.ts';
import type { Context } from '../base/context.ts';

/** A file of rules or a dashboard with the thresholds of the values. The chart carries `template` along. */
export function withThresholds(context: Context, path: string, template: string): string {
  const numbers: Readonly<Record<string, number>> = context.values.alerts.thresholds;
  const places = [...THRESHOLDS].flatMap(([alert, { value, shown }]) => {
    const number = numbers[alert] ?? value;
    const text = shown ? [[textPlace(alert), `${json(scaled(number, FACTORS[shown]))} ${shown}`] as const] : [];
    return [[numberPlace(alert), json(number)] as const, ...text];
  });
  return places
    .filter(([place]) => template.includes(place))
    .reduce((text, [place, by]) => replaced(text, place, by), context.carried(path, template));
}
