import type { MultipartFile } from '@fastify/multipart';
import { ProblemError } from '@triptych/contracts';
import type { FastifyRequest } from 'fastify';

/** Longest value of a field, in bytes. */
export const MAX_FIELD_BYTES = 1024;

export interface Field {
  readonly type: 'field';
  readonly name: string;
  readonly value: unknown;
  /** True when the value was longer than `MAX_FIELD_BYTES`, and is cut. */
  readonly cut: boolean;
}

export interface File {
  readonly type: 'file';
  /** As the client sent it. */
  readonly fileName: string;
  /** Must be read before the next part. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** The parts of a form in their order. Throws a 400 problem when the form is malformed or incomplete. */
export async function* partsOf(request: FastifyRequest): AsyncGenerator<Field | File> {
  for await (const part of readable(request, request.parts())) {
    if (part.type === 'file') {
      const { filename: fileName, file } = part as MultipartFile;
      yield { type: 'file', fileName, body: readable(request, file) };
    } else yield { type: 'field', name: part.fieldname, value: part.value, cut: part.valueTruncated };
  }
}

/** Passes everything on. Errors of the parser, which have no code, become problems; all others are thrown unchanged. */
async function* readable<T>({ raw }: FastifyRequest, source: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* source;
  } catch (cause) {
    const isAborted = raw.destroyed && !raw.complete;
    if (isAborted || 'code' in (cause as Error)) throw cause;
    const detail =
      `The form is malformed or incomplete (${(cause as Error).message}). ` +
      'Send multipart/form-data with its boundary, whole, as curl does with -F file=@photo.jpg.';
    throw new ProblemError({ status: 400, code: 'malformed_form', detail, cause });
  }
}
