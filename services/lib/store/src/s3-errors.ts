import { S3ServiceException } from '@aws-sdk/client-s3';
import { StoreFullError, StoreUnavailableError } from './store.ts';

/** True when the object or the bucket is missing: the reply to HEAD does not say which. */
export function isMissing(error: unknown): boolean {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404;
}

/** True when a bucket of this name already exists. */
export function isTaken(error: unknown): boolean {
  const { name } = error as Error;
  return name === 'BucketAlreadyOwnedByYou' || name === 'BucketAlreadyExists';
}

/** Error codes of servers without room: of several vendors, as S3 itself has no limit. */
const FULL = /quota|storage_?full|insufficient_?storage|no_?space/i;

/** An error of the store that says what went wrong with a bucket and what to do; other errors are returned unchanged. */
export function explain(error: unknown, bucket: string): unknown {
  if (error instanceof S3ServiceException && (error.$metadata.httpStatusCode === 507 || FULL.test(error.name))) {
    const message = `bucket ${bucket} is full ${answerOf(error)}: delete objects, or raise its quota`;
    return new StoreFullError(message, { cause: error });
  }
  const message = messageOf(error as Error, bucket);
  return message ? new StoreUnavailableError(message, { cause: error }) : error;
}

function messageOf(error: Error & { code?: string }, bucket: string): string | undefined {
  if (error instanceof S3ServiceException) return messageOfReply(error, bucket);
  if (error.name === 'CredentialsProviderError')
    return `there are no credentials for bucket ${bucket}: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`;
  if (/region is missing/i.test(error.message)) return `there is no region for bucket ${bucket}: set AWS_REGION`;
  if (error.name === 'TimeoutError' || error.name === 'AbortError')
    return `the endpoint of bucket ${bucket} does not answer in time: check AWS_ENDPOINT_URL_S3`;
  if (error instanceof TypeError && error.cause)
    return `the endpoint of bucket ${bucket} cannot be reached (${reasonOf(error.cause as Error)}): check AWS_ENDPOINT_URL_S3`;
  // The SDK cannot read the reply, for instance because a proxy gave it.
  if ('$metadata' in error || '$response' in error)
    return `the endpoint of bucket ${bucket} does not answer as S3 (${error.message.split('\n')[0]}): check AWS_ENDPOINT_URL_S3`;
  return undefined;
}

function messageOfReply(error: S3ServiceException, bucket: string): string {
  const status = error.$metadata.httpStatusCode;
  const answer = answerOf(error);
  if (status === 404) return `there is no bucket ${bucket}, and it cannot be created ${answer}`;
  if (status === 401 || status === 403)
    return `bucket ${bucket} cannot be used or created ${answer}: check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and their permissions`;
  if (status === 301 || status === 400) return `bucket ${bucket} refuses the request ${answer}: check AWS_REGION`;
  return `bucket ${bucket} fails ${answer}`;
}

/** What the server answered. A reply to HEAD has a status and nothing else. */
function answerOf({ name, message, $metadata }: S3ServiceException): string {
  const parts = [$metadata.httpStatusCode, name, message].filter(
    (part) => part && !/^(unknown|unknownerror)$/i.test(String(part)),
  );
  return `(${[...new Set(parts.map(String))].join(' ')})`;
}

/** The reason of a failed connection. With several addresses, each has its own; the first is enough. */
function reasonOf(error: Error & { code?: string; errors?: Error[] }): string {
  return error.message || error.errors?.[0]?.message || error.code || error.name;
}
