/** What to tell users whose environment would give all services one name; undefined when it does not. */
export function renamedServices(env: NodeJS.ProcessEnv): string | undefined {
  const { OTEL_SERVICE_NAME: name, OTEL_RESOURCE_ATTRIBUTES: attributes } = env;
  const inAttributes = /(?:^|,)\s*service\.name\s*=\s*([^,]*)/.exec(attributes ?? '')?.[1]?.trim();
  const [variable, value] = name?.trim() ? ['OTEL_SERVICE_NAME', name] : ['OTEL_RESOURCE_ATTRIBUTES', inAttributes];
  if (!value) return undefined;
  return `${variable} would name every service "${value}", so the services do not get it: each keeps its own name.`;
}
