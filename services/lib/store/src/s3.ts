import { Readable } from 'node:stream';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { FetchHttpHandler } from '@smithy/fetch-http-handler';
import { metered } from './meter.ts';
import { explain, isMissing, isTaken } from './s3-errors.ts';
import { assertKey, type ObjectInfo, ObjectNotFoundError, type ObjectStore } from './store.ts';

/** Longest time for a reply; one part of an upload has at most 5 MiB. */
const REQUEST_SECONDS = 30;
/** Below the deadline of a readiness check (2 s), so that readiness shows the reason. */
const CHECK_SECONDS = 1.5;
/** Parts of one upload that are sent in parallel; each is held in memory. */
const PARALLEL_PARTS = 2;

/**
 * A store in a bucket of S3 or of a compatible server. Endpoint, region, credentials and the number of attempts come
 * from the standard AWS_… variables. Creates the bucket when it is missing.
 */
export function s3Store(Bucket: string, prefix?: string): ObjectStore {
  const client = new S3Client({
    forcePathStyle: true,
    // Requests through fetch get client spans. `$retryable` makes the SDK retry its network errors.
    requestHandler: new FetchHttpHandler({
      requestTimeout: REQUEST_SECONDS * 1000,
      customFetch: (input: Parameters<typeof fetch>[0]) =>
        fetch(input).catch((error) => Promise.reject(Object.assign(error, { $retryable: {} }))),
    }),
  });
  const start = prefix ? `${prefix}/` : '';
  const objectOf = (key: string) => {
    assertKey(key);
    return { Bucket, Key: start + key };
  };
  const fail = (error: unknown): never => {
    throw explain(error, Bucket);
  };

  async function ensureBucket(abortSignal?: AbortSignal): Promise<void> {
    const options = abortSignal ? { abortSignal } : {};
    const head = () => client.send(new HeadBucketCommand({ Bucket }), options);
    try {
      await head();
    } catch (error) {
      if (!isMissing(error)) throw error;
      await client.send(new CreateBucketCommand({ Bucket }), options).catch(async (refusal) => {
        // Another process has created it meanwhile, or it belongs to somebody else.
        if (!isTaken(refusal)) throw refusal;
        await head();
      });
    }
  }
  let bucket: Promise<void> | undefined;
  const bucketReady = () => {
    bucket ??= ensureBucket().catch((error) => {
      bucket = undefined;
      return fail(error);
    });
    return bucket;
  };

  return {
    async put(key, body, options) {
      const object = objectOf(key);
      await bucketReady();
      const meter = metered(key, body, options);
      // The first error is the one to report: `Upload` throws that of its clean-up, when that fails, too.
      let first: { readonly error: unknown; readonly isOfBody: boolean } | undefined;
      const note = (isOfBody: boolean) => (error: unknown) => {
        first ??= { error, isOfBody };
        throw error;
      };
      const noting = Object.assign(Object.create(client) as S3Client, {
        send: (command: Parameters<S3Client['send']>[0]) => client.send(command).catch(note(false)),
      });
      const params = { ...object, Body: Readable.from(watched(meter.body, note(true))) };
      const upload = new Upload({ client: noting, params, queueSize: PARALLEL_PARTS });
      await upload.done().catch((error) => {
        // An error of the body is thrown unchanged.
        throw first?.isOfBody ? first.error : explain(first?.error ?? error, Bucket);
      });
      return { key, bytes: meter.bytes };
    },

    async get(key, range) {
      const Range = range && `bytes=${range.start}-${range.end}`;
      const reply = await client.send(new GetObjectCommand({ ...objectOf(key), Range })).catch((cause) => {
        if (cause.name === 'NoSuchKey') throw new ObjectNotFoundError(key, { cause });
        if (cause.name === 'InvalidRange') throw new RangeError(`object ${key} ends before ${range?.start}`, { cause });
        throw explain(cause, Bucket);
      });
      const body = reply.Body?.transformToWebStream() as Parameters<typeof Readable.fromWeb>[0];
      // Of a range, `ContentLength` is its own length.
      const whole = reply.ContentRange ? Number(reply.ContentRange.split('/')[1]) : reply.ContentLength;
      return { ...infoOf(key, { ...reply, ContentLength: whole }), body: Readable.fromWeb(body) };
    },

    async stat(key) {
      try {
        return infoOf(key, await client.send(new HeadObjectCommand(objectOf(key))));
      } catch (error) {
        return isMissing(error) ? undefined : fail(error);
      }
    },

    async delete(key) {
      await client.send(new DeleteObjectCommand(objectOf(key))).catch(fail);
    },

    async deleteOlderThan(under, time) {
      const { Key } = objectOf(under);
      await bucketReady();
      let deleted = 0;
      try {
        for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix: `${Key}/` })) {
          const old = Contents.filter(({ LastModified }) => LastModified && LastModified < time);
          if (old.length === 0) continue;
          const Objects = old.map(({ Key }) => ({ Key }));
          const { Errors = [] } = await client.send(
            new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
          );
          const [first] = Errors;
          if (first) throw new Error(`${Errors.length} objects were not deleted; ${first.Key}: ${first.Message}`);
          deleted += old.length;
        }
      } catch (error) {
        fail(error);
      }
      return deleted;
    },

    async check() {
      await ensureBucket(AbortSignal.timeout(CHECK_SECONDS * 1000)).catch(fail);
    },
  };
}

/** Passes the body on, and calls `onError` with an error of the body itself. */
async function* watched(body: AsyncIterable<Uint8Array>, onError: (error: unknown) => never) {
  try {
    yield* body;
  } catch (error) {
    onError(error);
  }
}

type Head = Pick<HeadObjectCommandOutput, 'ContentLength' | 'LastModified'>;

function infoOf(key: string, { ContentLength = 0, LastModified }: Head): ObjectInfo {
  return { key, bytes: ContentLength, modifiedAt: LastModified ?? new Date(0) };
}
