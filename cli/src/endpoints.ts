/** Where the parts that commands talk to are reached. */
export interface Endpoints {
  readonly userSvc: string;
  readonly jaeger: string;
  readonly loki: string;
  readonly prometheus: string;
}

/** The endpoints of the local stack whose ports are shifted by `offset`. */
export function localEndpoints(offset: number): Endpoints {
  const at = (port: number) => `http://127.0.0.1:${port + offset}`;
  return { userSvc: at(8081), jaeger: at(16_686), loki: at(3100), prometheus: at(9090) };
}
