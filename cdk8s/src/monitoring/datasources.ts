export interface DataSourceRef {
  readonly type: string;
  readonly uid: string;
}

/** The data sources of backends/grafana/provisioning. Their uids never change. */
export const PROMETHEUS = { type: 'prometheus', uid: 'prometheus' } as const;
export const LOKI = { type: 'loki', uid: 'loki' } as const;
export const JAEGER = { type: 'jaeger', uid: 'jaeger' } as const;
