/**
 * The attribute of the semantic conventions for requests that no user made, its label, and its value for tests. Other
 * requests do not have it. https://opentelemetry.io/docs/specs/semconv/registry/attributes/user-agent/
 */
export const SYNTHETIC = {
  attribute: 'user_agent.synthetic.type',
  label: 'user_agent_synthetic_type',
  test: 'test',
} as const;
