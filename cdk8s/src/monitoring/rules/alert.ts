import { label, runbook } from './links.ts';
import type { AlertRule } from './rule.ts';

/** page: somebody gets up; ticket: somebody looks in working hours; none: for machines alone. */
export type Severity = 'page' | 'ticket' | 'none';

export interface AlertProps {
  readonly name: string;
  readonly severity: Severity;
  /** For which values of what, in PromQL. */
  readonly expr: string;
  /** How long it must hold. */
  readonly for?: string;
  /** Who is concerned, in the names of `service.name`; by default the series says. */
  readonly service?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** One line, with the value in units that people use. */
  readonly summary: string;
  /** What it means and what happens if nobody does anything. */
  readonly description: string;
  /** Where to look at it. */
  readonly dashboard: string;
  /** The traces or log lines that tell why. */
  readonly query: string;
}

/** An alert whose labels and links are as those of all others. */
export function alert(props: AlertProps): AlertRule {
  const { name, severity, expr, service, labels, summary, description } = props;
  return {
    alert: name,
    expr,
    ...(props.for && { for: props.for }),
    labels: {
      severity,
      service: service ?? label('service_name'),
      // What Prometheus calls it is the same once more; an empty label is none.
      ...(service === undefined && { service_name: '' }),
      ...labels,
    },
    annotations: {
      summary,
      description,
      runbook_url: runbook(name),
      dashboard_url: props.dashboard,
      query_url: props.query,
    },
  };
}
