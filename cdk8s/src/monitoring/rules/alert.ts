import { runbook } from './links.ts';
import type { AlertRule } from './rule.ts';
import { label } from './text.ts';
import { placesOf, type Threshold } from './threshold.ts';

/** page: wakes somebody; ticket: waits for working hours; none: for programs alone. */
export type Severity = 'page' | 'ticket' | 'none';

export interface AlertProps {
  readonly name: string;
  readonly severity: Severity;
  /** The condition, in PromQL. */
  readonly expr: string;
  /** The number for which `expr` has THRESHOLD, and texts have THRESHOLD_TEXT; a value of the chart sets it. */
  readonly threshold?: Threshold;
  /** How long the condition must hold, such as `5m`; none: the alert fires at once. */
  readonly for?: string;
  /** The part concerned, a name of parts.json; by default the label `service_name` of the series. */
  readonly service?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** One line without a full stop, with the value and its unit. */
  readonly summary: string;
  /** Sentences: what is broken, since when, and what users notice. */
  readonly description: string;
  /** URL of the dashboard that shows it. */
  readonly dashboard: string;
  /** URL of the traces or log lines that show why. */
  readonly query: string;
}

/** Makes an alert with the labels and links that every alert has. */
export function alert(props: AlertProps): AlertRule {
  const { name, severity, expr, service, labels, threshold, summary, description } = props;
  return {
    alert: name,
    expr: placesOf(name, expr),
    ...(props.for && { for: props.for }),
    labels: {
      severity,
      service: service ?? label('service_name'),
      // An empty label removes it: `service` has the same value.
      ...(service === undefined && { service_name: '' }),
      ...labels,
    },
    annotations: {
      summary,
      description: placesOf(name, description),
      runbook_url: runbook(name),
      dashboard_url: props.dashboard,
      query_url: props.query,
    },
    ...(threshold && { threshold }),
  };
}
