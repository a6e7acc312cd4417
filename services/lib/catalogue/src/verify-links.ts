const SERVICES = ['user_svc', 'job_svc', 'image_svc'] as const;
const ofEach = <const L extends string>(link: L) => SERVICES.map((service) => `${link}_${service}` as const);

/** The links between signals that `triptych verify` checks: values of the label `link`, which alerts have, too. */
export const VERIFY_LINKS = [
  'receiver_jaeger',
  'receiver_loki',
  'receiver_prometheus',
  'conversion',
  'trace',
  ...ofEach('log_lines_by_request_id'),
  ...ofEach('log_lines_by_trace_id'),
  'log_line_trace',
  'exemplar_trace',
  'service_graph_user_svc_job_svc',
  'service_graph_job_svc_image_svc',
  ...ofEach('span_metrics_calls'),
  ...ofEach('span_metrics_duration'),
  ...ofEach('request_metrics'),
] as const;

export type VerifyLink = (typeof VERIFY_LINKS)[number];
