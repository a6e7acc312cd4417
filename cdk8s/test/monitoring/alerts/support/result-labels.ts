import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { SERIES } from '../../../../src/monitoring/series.ts';

type Labels = readonly string[];

const EXPRESSIONS = [
  'AggregateExpr',
  'BinaryExpr',
  'FunctionCall',
  'MatrixSelector',
  'NumberDurationLiteral',
  'OffsetExpr',
  'ParenExpr',
  'StringLiteral',
  'SubqueryExpr',
  'UnaryExpr',
  'VectorSelector',
];

/** The labels that the result of a query can have, whichever of its operands the result comes from. */
export function resultLabels(expr: string): Labels {
  const text = ({ from, to }: SyntaxNode) => expr.slice(from, to);
  const children = (node: SyntaxNode, ...names: string[]) => names.flatMap((name) => node.getChildren(name));
  const parts = (node: SyntaxNode) => children(node, ...EXPRESSIONS).sort((a, b) => a.from - b.from);
  const args = (node: SyntaxNode) => parts(node.getChild('FunctionCallBody') ?? node);
  const first = (nodes: readonly SyntaxNode[]) => nodes.map(labelsOf).find((labels) => labels !== undefined);

  /** Undefined for a number. */
  function labelsOf(node: SyntaxNode): Labels | undefined {
    switch (node.name) {
      case 'NumberDurationLiteral':
      case 'StringLiteral':
        return undefined;
      case 'VectorSelector':
        return SERIES.get(text(node.getChild('Identifier') ?? node)) ?? [];
      case 'AggregateExpr': {
        const modifier = node.getChild('AggregateModifier');
        if (modifier?.getChild('Without')) throw new Error(`say by which labels: ${text(node)}`);
        const grouping = modifier?.getChild('GroupingLabels')?.getChildren('LabelName').map(text) ?? [];
        return first(args(node))?.filter((label) => grouping.includes(label));
      }
      case 'BinaryExpr': {
        const [left, right] = parts(node).map(labelsOf);
        if (children(node, 'And', 'Unless').length > 0) return left;
        if (node.getChild('MatchingModifierClause')?.getChild('GroupLeft')) return left;
        return left && right ? left.filter((label) => right.includes(label)) : (left ?? right);
      }
      case 'FunctionCall':
        return labelsOfCall(node);
      default:
        return first(parts(node));
    }
  }

  function labelsOfCall(node: SyntaxNode): Labels | undefined {
    const name = text(node.getChild('FunctionIdentifier') ?? node);
    const labels = first(args(node));
    if (name === 'vector' || name === 'absent_over_time') return [];
    if (name === 'histogram_quantile') return labels?.filter((label) => label !== 'le');
    if (name !== 'label_replace') return labels;
    const [, destination] = args(node);
    return labels && [...labels, JSON.parse(text(destination ?? node)) as string];
  }

  return first(parts(parser.parse(expr).topNode)) ?? [];
}
