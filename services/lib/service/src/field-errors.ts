import type { Problem } from '@triptych/contracts';
import type { FastifyError, FastifySchemaValidationError } from 'fastify';

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly description?: string;
}

/** Returns one entry for each field that does not match its schema; the message states the whole requirement. */
export function fieldErrors({ validation = [], validationContext }: FastifyError): NonNullable<Problem['errors']> {
  const errors = validation.map((error) => ({
    field: fieldOf(error) || validationContext || 'request',
    message: messageOf(error),
  }));
  return errors.filter(({ field }, i) => errors.findIndex((other) => other.field === field) === i);
}

function fieldOf({ instancePath, params }: FastifySchemaValidationError): string {
  const path = instancePath.slice(1).replaceAll('/', '.');
  const missing = (params.missingProperty ?? params.additionalProperty) as string | undefined;
  return [path, missing].filter(Boolean).join('.');
}

function messageOf(error: FastifySchemaValidationError): string {
  const { parentSchema = {} } = error as FastifySchemaValidationError & { parentSchema?: Schema };
  if (error.keyword === 'required') return 'is required';
  if (error.keyword === 'additionalProperties') return 'is not an option';
  return `must be ${expectationOf(parentSchema) ?? error.message ?? 'valid'}`;
}

function expectationOf(schema: Schema): string | undefined {
  const { type, enum: values, minimum, maximum, minLength, maxLength, pattern, format, description } = schema;
  if (values) return `one of ${values.join(', ')}`;
  if (minimum !== undefined && maximum !== undefined)
    return `a ${type === 'integer' ? 'whole ' : ''}number from ${minimum} to ${maximum}`;
  if (format) return `a ${format}`;
  if (pattern) return `text that matches ${pattern}${description ? ` (${description})` : ''}`;
  if (maxLength !== undefined) return `text of ${minLength ?? 0} to ${maxLength} characters`;
  return type && `of type ${type}`;
}
