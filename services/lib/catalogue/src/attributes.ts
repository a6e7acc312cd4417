/** Attributes of spans and log lines that the semantic conventions do not define. */
export const ATTRIBUTES = {
  requestId: 'request_id',
  jobId: 'job.id',
  jobAttempt: 'job.attempt',
  jobOutcome: 'job.outcome',
  jobRequestId: 'job.request_id',
  traceKeep: 'trace.keep',
  problemCode: 'problem.code',
  problemDetail: 'problem.detail',
  inputFormat: 'picture.input.format',
  inputWidth: 'picture.input.width',
  inputHeight: 'picture.input.height',
  inputPixels: 'picture.input.pixels',
  inputBytes: 'picture.input.bytes',
  outputFormat: 'picture.output.format',
  outputWidth: 'picture.output.width',
  outputHeight: 'picture.output.height',
  outputBytes: 'picture.output.bytes',
} as const;

export const ATTRIBUTE_MEANINGS: Record<keyof typeof ATTRIBUTES, string> = {
  requestId: 'Request id, the same in all services and through the queue; also the header x-request-id',
  jobId: 'Id of the job, and of the conversion that it performs',
  jobAttempt: 'Number of the attempt, from 1',
  jobOutcome:
    'Outcome of the attempt: succeeded, rejected (the request is invalid), failed (the service is at fault, for good) or retried',
  jobRequestId: 'Id of the request that created the job, on lines of a request that replays or discards it',
  traceKeep:
    'true where the Collector keeps the trace because of this span: a measured duration was slow, or a job failed',
  problemCode: 'Code of the problem+json reply',
  problemDetail: 'Detail of the problem+json reply: what went wrong and what to do',
  inputFormat: 'Format of the uploaded picture, recognised from its bytes; unknown for unsupported formats',
  inputWidth: 'Width of the uploaded picture in pixels, after EXIF orientation',
  inputHeight: 'Height of the uploaded picture in pixels, after EXIF orientation',
  inputPixels: 'Width times height of the uploaded picture, which determines the cost of decoding',
  inputBytes: 'Size of the uploaded picture in bytes',
  outputFormat: 'Format that the caller requested',
  outputWidth: 'Width of the converted picture in pixels',
  outputHeight: 'Height of the converted picture in pixels',
  outputBytes: 'Size of the converted picture in bytes',
};

/** A value of each, which also says of what type it is. */
export const ATTRIBUTE_EXAMPLES: Record<keyof typeof ATTRIBUTES, string | number | boolean> = {
  requestId: '0199a6c2-7d5e-7c3b-9a51-4f0c2d1e6b7a',
  jobId: '8df00589-c1cb-5ef3-a0b7-997a3c8745b6',
  jobAttempt: 1,
  jobOutcome: 'succeeded',
  jobRequestId: '0199a6c2-7d5e-7c3b-9a51-4f0c2d1e6b7a',
  traceKeep: true,
  problemCode: 'conversion_timeout',
  problemDetail: 'The conversion took longer than 30 s: try a smaller picture',
  inputFormat: 'jpeg',
  inputWidth: 2040,
  inputHeight: 1356,
  inputPixels: 2_766_240,
  inputBytes: 845_000,
  outputFormat: 'webp',
  outputWidth: 512,
  outputHeight: 340,
  outputBytes: 21_000,
};
