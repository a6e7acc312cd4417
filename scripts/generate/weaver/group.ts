/** The parts of Weaver's language that the registry uses: https://github.com/open-telemetry/weaver/blob/main/schemas/semconv-syntax.md */

/** Names may still change, as those of the chart and the command. */
export const STABILITY = 'development';

interface Member {
  readonly id: string;
  readonly value: string;
  readonly stability: string;
}

export interface AttributeDefinition {
  readonly id: string;
  readonly type: 'string' | 'int' | 'boolean' | { readonly members: readonly Member[] };
  readonly brief: string;
  readonly examples?: readonly (string | number | boolean)[];
  readonly stability: string;
}

/** An attribute that is defined elsewhere: in this registry, or in the semantic conventions. */
export interface AttributeReference {
  readonly ref: string;
  readonly brief?: string;
  readonly note?: string;
  readonly requirement_level?: 'required' | 'opt_in' | { readonly recommended: string };
}

export interface Group {
  readonly id: string;
  readonly type: 'attribute_group' | 'metric' | 'span' | 'event';
  readonly brief: string;
  readonly stability?: string;
  readonly attributes?: readonly (AttributeDefinition | AttributeReference)[];
  readonly annotations?: Readonly<Record<string, unknown>>;
  /** Fields of one type of group. */
  readonly metric_name?: string;
  readonly instrument?: string;
  readonly unit?: string;
  readonly span_kind?: string;
  readonly name?: string;
}

/** A reference whose group requires the attribute. */
export const required = (ref: string): AttributeReference => ({ ref, requirement_level: 'required' });
export const reference = (ref: string): AttributeReference => ({ ref });
