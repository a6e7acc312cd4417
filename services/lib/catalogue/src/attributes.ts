/** Attributes of spans and log lines that the semantic conventions do not have. */
export const ATTRIBUTES = {
  requestId: 'request_id',
  jobId: 'job.id',
  jobAttempt: 'job.attempt',
  jobOutcome: 'job.outcome',
  jobRequestId: 'job.request_id',
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
  requestId: 'The request, across services and the queue; also the header x-request-id',
  jobId: 'The job, which is also the id of the conversion',
  jobAttempt: 'Which attempt at the job, from 1',
  jobOutcome:
    'How the attempt ended: succeeded, rejected (the request is at fault), failed (ours, for good) or retried',
  jobRequestId: 'The request that made the job, where another one replays or discards it',
  problemCode: 'Code of the problem+json that was answered',
  problemDetail: 'Its detail: what went wrong and what to do',
  inputFormat: 'Format of the picture sent, sniffed from its bytes; unknown when it is none that is read',
  inputWidth: 'Pixels, as displayed: after EXIF orientation',
  inputHeight: 'Pixels, as displayed',
  inputPixels: 'Width times height, what a decode costs',
  inputBytes: 'Size of the picture sent',
  outputFormat: 'Format asked for',
  outputWidth: 'Pixels',
  outputHeight: 'Pixels',
  outputBytes: 'Size of the picture made',
};
