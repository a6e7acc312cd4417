import { refusalOf, request } from '@triptych/client/http';
import { ProblemError } from '@triptych/contracts';

const TIMEOUT_SECONDS = 10;
/** Bad syntax, and in Prometheus a query that cannot be evaluated. */
const FAULTS_OF_THE_QUERY = new Set([400, 422]);

/**
 * Reads JSON from a backend. What the backend says against the query becomes a problem with status 400; throws a UserError
 * where the backend does not answer.
 */
export async function ask<T>(url: URL): Promise<T> {
  const reply = await request(url, {}, TIMEOUT_SECONDS);
  if (reply.ok) return (await reply.json()) as T;
  if (!FAULTS_OF_THE_QUERY.has(reply.status)) throw await refusalOf(reply, url);
  throw new ProblemError({ status: 400, code: 'invalid_query', detail: reasonIn(await reply.text()) });
}

/** Prometheus and Jaeger answer with JSON, Loki with text. */
function reasonIn(body: string): string {
  try {
    const { error, errors } = JSON.parse(body) as { error?: string; errors?: readonly { msg: string }[] };
    return error ?? errors?.[0]?.msg ?? body;
  } catch {
    return body.trim();
  }
}
