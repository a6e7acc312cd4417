import type { Construct } from 'constructs';
import { items } from '../../template/blocks.ts';
import { asText } from '../../template/text.ts';
import { undecided } from '../../template/undecided.ts';
import { Headers, isOutside } from '../backends/access.ts';
import { Component } from '../base/component.ts';
import type { Context } from '../base/context.ts';
import { podSpec } from '../base/pod.ts';

export interface Targets {
  readonly user_svc: string;
  readonly jaeger: string;
  readonly loki: string;
  readonly prometheus: string;
  /** The URLs that receive telemetry over OTLP/HTTP. */
  readonly receivers: Readonly<Record<'jaeger' | 'loki' | 'prometheus', string>>;
}

/** The pod of `helm test`: `triptych verify` in the cluster, which checks that the signals link. */
export class LinkTest extends Component {
  constructor(scope: Construct, context: Context, { user_svc, jaeger, loki, prometheus, receivers }: Targets) {
    super(scope, context, 'test', 'test');
    const { values } = context;
    const { test: settings } = values;
    const pod = podSpec(this, {
      settings: { ...settings, serviceAccount: undecided({ create: false, name: '', annotations: {} }) },
      container: {
        args: ['verify', '--timeout', asText(settings.timeoutSeconds)],
        env: [
          { name: 'TRIPTYCH_USER_SVC_URL', value: user_svc },
          { name: 'TRIPTYCH_JAEGER_URL', value: jaeger },
          { name: 'TRIPTYCH_LOKI_URL', value: loki },
          { name: 'TRIPTYCH_PROMETHEUS_URL', value: prometheus },
          ...(['jaeger', 'loki', 'prometheus'] as const).flatMap((backend) => {
            const prefix = `TRIPTYCH_${backend.toUpperCase()}`;
            const headers = new Headers(`${prefix}_HEADER`, values[backend]);
            return [
              ...items(isOutside(values[backend]), [{ name: `${prefix}_OTLP_URL`, value: receivers[backend] }]),
              ...headers.values(),
              ...headers.asLines(`${prefix}_HEADERS`),
            ];
          }),
        ],
      },
    });
    this.object(
      'v1',
      'Pod',
      { spec: { ...pod, restartPolicy: 'Never' } },
      { annotations: { 'helm.sh/hook': 'test', 'helm.sh/hook-delete-policy': 'before-hook-creation' } },
    );
  }
}
