import type { ATTRIBUTES } from './attributes.ts';

/** Names of spans other than HTTP server and client spans. pg-boss makes the spans of the queue. */
export const SPANS = {
  upload: 'upload picture',
  poolWait: 'converter wait',
  convert: 'convert picture',
  jobSend: 'send conversions',
  jobProcess: 'process conversions',
  jobComplete: 'complete conversions',
  jobFail: 'fail conversions',
} as const;

export const SPAN_MEANINGS: Record<keyof typeof SPANS, string> = {
  upload: 'CLIENT: a browser sends a picture to the console, and reads the reply',
  poolWait: 'A picture waits for a free converter',
  convert: 'Decode, resize and encode, which libvips does in one pass',
  jobSend: 'PRODUCER: a job enters the queue',
  jobProcess: 'CONSUMER: one attempt at a job; each retry is another child of the same producer',
  jobComplete: 'CLIENT: the worker records in the queue that the attempt succeeded',
  jobFail: 'CLIENT: the worker records in the queue that the attempt failed, for a retry or for good',
};

/** The attributes of ours that each span may have. Those of the queue's library are its own. */
export const SPAN_ATTRIBUTES: Record<keyof typeof SPANS, readonly (keyof typeof ATTRIBUTES)[]> = {
  upload: ['requestId', 'inputBytes'],
  poolWait: ['inputFormat', 'inputBytes', 'outputFormat', 'problemCode', 'traceKeep'],
  convert: [
    ...(['inputFormat', 'inputBytes', 'inputWidth', 'inputHeight', 'inputPixels'] as const),
    ...(['outputFormat', 'outputBytes', 'outputWidth', 'outputHeight', 'problemCode', 'traceKeep'] as const),
  ],
  jobSend: [],
  jobProcess: ['jobId', 'jobAttempt', 'jobOutcome', 'traceKeep'],
  jobComplete: [],
  jobFail: [],
};
