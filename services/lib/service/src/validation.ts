import AjvCompiler, { type BuildCompilerFromPool } from '@fastify/ajv-compiler';
import type { FastifySchemaCompiler } from 'fastify';

/** The types of the package do not know what Fastify passes to it. */
type Build = (
  schemas: unknown,
  options: { readonly customOptions?: { readonly coerceTypes?: false | 'array'; readonly strictNumbers?: false } },
) => FastifySchemaCompiler<unknown>;

const build = AjvCompiler() as unknown as Build;

const compile: Build = (schemas, options) => {
  // With strict numbers Ajv turns the text "-Infinity" into a number, and then does not compare it with the limits.
  const coercing = build(schemas, { ...options, customOptions: { ...options.customOptions, strictNumbers: false } });
  const exact = build(schemas, { ...options, customOptions: { ...options.customOptions, coerceTypes: false } });
  return (route) => (route.httpPart === 'body' ? exact : coercing)(route);
};

/**
 * Builds validators as Fastify does, but takes a JSON body as it is: text becomes a number in a query, in a form and in
 * headers, where all values are text, and never in JSON.
 */
export const buildValidator = compile as unknown as BuildCompilerFromPool;
