import { UserError } from '../command.ts';

/** The API server refused a request or failed; the message is for people. */
export class KubeError extends UserError {
  /** The HTTP status; undefined when the API server did not answer. */
  readonly status: number | undefined;
  /** The right that the user lacks, such as `list secrets in namespace shop`, where that is the reason. */
  readonly right: string | undefined;

  constructor(message: string, status?: number, right?: string) {
    super(message);
    this.status = status;
    this.right = right;
  }
}

/** The error for a reply that is not 2xx. */
export function errorOf(path: string, status: number, body: string): KubeError {
  const message = messageOf(body);
  if (status === 401) {
    return new KubeError(
      'the API server rejects your credentials: log in again, or renew the credentials of the context',
      401,
    );
  }
  if (status !== 403) return new KubeError(`the API server answered ${status} to GET ${path}: ${message}`, status);
  const right = rightOf(message) ?? `get ${path}`;
  return new KubeError(`you may not ${right}`, status, right);
}

/** The missing right that a message of the API server names, as in `cannot list resource "secrets" in API group ""`. */
export function rightOf(message: string): string | undefined {
  const found =
    /cannot (\S+) (?:resource|path) "([^"]+)"(?: in API group "([^"]*)")?(?: in the namespace "([^"]+)")?/.exec(
      message,
    );
  if (!found) return undefined;
  const [, verb, resource, group, namespace] = found;
  return `${verb} ${resource}${group ? `.${group}` : ''}${namespace ? ` in namespace ${namespace}` : ''}`;
}

function messageOf(body: string): string {
  try {
    const { message } = JSON.parse(body) as { message?: string };
    if (message) return message;
  } catch {
    // A proxy in between does not answer in JSON.
  }
  return body.trim().slice(0, 200);
}
