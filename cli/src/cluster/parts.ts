/** A part of a release that people or commands talk to. */
export interface ClusterPart {
  /** Its `app.kubernetes.io/name`. */
  readonly component: string;
  readonly name: string;
  /** The port it has on a laptop, too. */
  readonly port: number;
  readonly use: string;
}

/** Every part with an API or a page, in the order in which they are shown. */
export const CLUSTER_PARTS: readonly ClusterPart[] = [
  { component: 'user-svc', name: 'user_svc', port: 8081, use: 'conversions; /swaggerui' },
  { component: 'job-svc', name: 'job_svc', port: 8082, use: 'the queue; /swaggerui' },
  { component: 'image-svc', name: 'image_svc', port: 8084, use: 'the converter; /swaggerui' },
  { component: 'jaeger', name: 'jaeger', port: 16_686, use: 'traces' },
  { component: 'loki', name: 'loki', port: 3100, use: 'logs (API)' },
  { component: 'prometheus', name: 'prometheus', port: 9090, use: 'metrics, rules' },
  { component: 'alertmanager', name: 'alertmanager', port: 9093, use: 'alerts, silences' },
  { component: 'grafana', name: 'grafana', port: 3000, use: 'dashboards, all three signals' },
];
