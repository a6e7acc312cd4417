import type { Construct } from 'constructs';
import { asText } from '../../template/text.ts';
import { undecided } from '../../template/undecided.ts';
import { Component } from '../base/component.ts';
import type { Context } from '../base/context.ts';
import { podSpec } from '../base/pod.ts';

export interface Targets {
  readonly user_svc: string;
  readonly jaeger: string;
  readonly loki: string;
  readonly prometheus: string;
}

/** The pod of `helm test`: `triptych verify` in the cluster, which checks that the signals link. */
export class LinkTest extends Component {
  constructor(scope: Construct, context: Context, { user_svc, jaeger, loki, prometheus }: Targets) {
    super(scope, context, 'test', 'test');
    const { test: settings } = context.values;
    const pod = podSpec(this, {
      settings: { ...settings, serviceAccount: undecided({ create: false, name: '', annotations: {} }) },
      container: {
        args: ['verify', '--timeout', asText(settings.timeoutSeconds)],
        env: [
          { name: 'TRIPTYCH_USER_SVC_URL', value: user_svc },
          { name: 'TRIPTYCH_JAEGER_URL', value: jaeger },
          { name: 'TRIPTYCH_LOKI_URL', value: loki },
          { name: 'TRIPTYCH_PROMETHEUS_URL', value: prometheus },
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
