import { parser as logql } from '@grafana/lezer-logql';
import type { SyntaxNode } from '@lezer/common';
import type { LRParser } from '@lezer/lr';
import { parser as promql } from '@prometheus-io/lezer-promql';

/** What a query asks for. */
export interface Names {
  /** Series, each with the labels that it is selected by. */
  readonly series: readonly { readonly name: string; readonly labels: readonly string[] }[];
  /** Labels that results are grouped or matched by. */
  readonly grouping: readonly string[];
  /** Labels that no series has until the query gives it to them. */
  readonly made: readonly string[];
}

export interface LogNames {
  /** Labels that streams are selected by. */
  readonly stream: readonly string[];
  /** Labels that lines are filtered by, further down. */
  readonly filters: readonly { readonly label: string; readonly value: string }[];
  /** Texts that lines are searched for. */
  readonly texts: readonly { readonly text: string; readonly regex: boolean }[];
  /** Labels that counts are grouped by. */
  readonly grouping: readonly string[];
}

/** Where a query is not PromQL. */
export const promqlFaults = (expr: string) => faults(promql, expr);
/** Where a query is not LogQL. */
export const logqlFaults = (expr: string) => faults(logql, expr);

function faults(parser: LRParser, expr: string): string[] {
  const found: string[] = [];
  parser.parse(expr).iterate({
    enter({ type, from, to }) {
      if (type.isError) found.push(`at ${from}: …${expr.slice(Math.max(0, from - 15), to + 15)}…`);
    },
  });
  return found;
}

export function promqlNames(expr: string): Names {
  const text = ({ from, to }: SyntaxNode) => expr.slice(from, to);
  const root = promql.parse(expr).topNode;
  return {
    series: all(root, 'VectorSelector').map((selector) => ({
      name: all(selector, 'Identifier').map(text)[0] ?? '',
      labels: all(selector, 'LabelName').map(text),
    })),
    grouping: all(root, 'GroupingLabels').flatMap((labels) => all(labels, 'LabelName').map(text)),
    made: all(root, 'FunctionCall')
      .filter((call) => call.getChild('FunctionIdentifier')?.getChild('LabelReplace'))
      .flatMap((call) => call.getChild('FunctionCallBody')?.getChildren('StringLiteral')[0] ?? [])
      .map((literal) => JSON.parse(text(literal)) as string),
  };
}

export function logqlNames(expr: string): LogNames {
  const text = ({ from, to }: SyntaxNode) => expr.slice(from, to);
  const value = (node: SyntaxNode) => JSON.parse(all(node, 'String').map(text)[0] ?? '""') as string;
  const label = (node: SyntaxNode) => all(node, 'Identifier').map(text)[0] ?? '';
  const root = logql.parse(expr).topNode;
  return {
    stream: all(root, 'Selector').flatMap((selector) => all(selector, 'Matcher').map(label)),
    filters: all(root, 'LabelFilter').map((node) => ({ label: label(node), value: value(node) })),
    texts: all(root, 'LineFilter').map((node) => ({ text: value(node), regex: all(node, 'PipeMatch').length > 0 })),
    grouping: all(root, 'Grouping').flatMap((labels) => all(labels, 'Identifier').map(text)),
  };
}

function all(node: SyntaxNode, name: string): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  node.cursor().iterate((at) => {
    if (at.name === name && at.from >= node.from && at.to <= node.to) found.push(at.node);
  });
  return found;
}
