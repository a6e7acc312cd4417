import type { Construct } from 'constructs';
import { asText } from '../../template/text.ts';
import { undecided } from '../../template/undecided.ts';
import { Component } from '../base/component.ts';
import type { Context } from '../base/context.ts';
import { podSpec } from '../base/pod.ts';
import { type Targets, targetVariables } from './targets.ts';

/** The pod of `helm test`: `triptych verify` in the cluster, which checks that the signals link. */
export class LinkTest extends Component {
  constructor(scope: Construct, context: Context, targets: Targets) {
    super(scope, context, 'test', 'test');
    const { values } = context;
    const { test: settings } = values;
    const pod = podSpec(this, {
      settings: { ...settings, serviceAccount: undecided({ create: false, name: '', annotations: {} }) },
      container: {
        args: ['verify', '--timeout', asText(settings.timeoutSeconds)],
        env: targetVariables(values, targets),
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
