import { S3ServiceException } from '@aws-sdk/client-s3';

/** True when the object or the bucket is missing: the reply to HEAD does not say which. */
export function isMissing(error: unknown): boolean {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404;
}

/** True when a bucket of this name already exists. */
export function isTaken(error: unknown): boolean {
  const { name } = error as Error;
  return name === 'BucketAlreadyOwnedByYou' || name === 'BucketAlreadyExists';
}

/** An error that says what went wrong with a bucket and what to do; other errors are returned unchanged. */
export function explain(error: unknown, bucket: string): unknown {
  const message = messageOf(error as Error, bucket);
  return message ? new Error(message, { cause: error }) : error;
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
  return undefined;
}

function messageOfReply({ name, message, $metadata }: S3ServiceException, bucket: string): string {
  const status = $metadata.httpStatusCode;
  // A reply to HEAD has a status and nothing else.
  const said = [status, name, message].filter((part) => part && !/^(unknown|unknownerror)$/i.test(String(part)));
  const answer = `(${[...new Set(said.map(String))].join(' ')})`;
  if (status === 404) return `there is no bucket ${bucket}, and it cannot be created ${answer}`;
  if (status === 401 || status === 403)
    return `bucket ${bucket} cannot be used or created ${answer}: check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and their permissions`;
  if (status === 301 || status === 400) return `bucket ${bucket} refuses the request ${answer}: check AWS_REGION`;
  return `bucket ${bucket} fails ${answer}`;
}

/** The reason of a failed connection. With several addresses, each has its own; the first is enough. */
function reasonOf(error: Error & { code?: string; errors?: Error[] }): string {
  return error.message || error.errors?.[0]?.message || error.code || error.name;
}
