/** Emitted names that a trace is read by. They are those of the telemetry catalogue; a test compares. */
export const NAMES = {
  requestId: 'request_id',
  jobAttempt: 'job.attempt',
  jobOutcome: 'job.outcome',
  problemCode: 'problem.code',
  problemDetail: 'problem.detail',
  inputFormat: 'picture.input.format',
  inputWidth: 'picture.input.width',
  inputHeight: 'picture.input.height',
  outputFormat: 'picture.output.format',
  outputWidth: 'picture.output.width',
  outputHeight: 'picture.output.height',
  poolWait: 'converter wait',
  convert: 'convert picture',
  conversionCompleted: 'conversion completed',
  conversionDuration: 'image_svc_conversion_duration_seconds',
  requestDuration: 'http_server_request_duration_seconds',
} as const;
