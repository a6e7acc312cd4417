/** Span names that are not `{method} {route}` of a server or `{method}` of a client. pg-boss makes those of the queue. */
export const SPANS = {
  poolWait: 'converter wait',
  convert: 'convert picture',
  jobSend: 'send conversions',
  jobProcess: 'process conversions',
  jobComplete: 'complete conversions',
  jobFail: 'fail conversions',
} as const;

export const SPAN_MEANINGS: Record<keyof typeof SPANS, string> = {
  poolWait: 'The wait of a picture for a free converter',
  convert: 'Decode, resize and encode, which libvips does as one',
  jobSend: 'PRODUCER: a job is put into the queue',
  jobProcess: 'CONSUMER: one attempt at a job; each retry is another child of the same producer',
  jobComplete: 'CLIENT: the queue is told that the attempt succeeded',
  jobFail: 'CLIENT: the queue is told that the attempt failed, for a retry or for good',
};
