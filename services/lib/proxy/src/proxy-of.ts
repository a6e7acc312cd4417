type Environment = Readonly<Record<string, string | undefined>>;

const READ_BY_GRPC = ['grpc_proxy', 'https_proxy', 'http_proxy'];

/** The proxy through which gRPC connects, without its password, and the variable that names it. */
export function proxyOf(env: Environment): { variable: string; url: string } | undefined {
  const variable = READ_BY_GRPC.find((name) => env[name]);
  const text = variable && env[variable];
  if (!variable || !text || !URL.canParse(text)) return undefined;
  const { protocol, host } = new URL(text);
  return { variable, url: `${protocol}//${host}` };
}
