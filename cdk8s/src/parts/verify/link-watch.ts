import type { Construct } from 'constructs';
import { headersChecksum } from '../backends/access.ts';
import { Component } from '../base/component.ts';
import type { Context } from '../base/context.ts';
import { addressOf } from '../base/ports.ts';
import { identity } from '../base/resource-attributes.ts';
import { type Targets, targetVariables } from './targets.ts';

/** The alerts on links expect a run a minute; so long may the signals of one take. */
const EVERY_SECONDS = '60';
const TIMEOUT_SECONDS = '45';

/** Checks the links between signals every minute, and publishes what it finds: `triptych verify --every`. */
export class LinkWatch extends Component {
  constructor(scope: Construct, context: Context, targets: Targets) {
    const { values } = context;
    const { verify: settings } = values;
    super(scope, context, 'verify', 'test', settings.enabled);
    this.serviceAccount(settings);
    this.deployment(
      {
        settings,
        credentials: headersChecksum(context),
        container: {
          args: ['verify', '--every', EVERY_SECONDS, '--timeout', TIMEOUT_SECONDS],
          env: [
            ...identity(values),
            { name: 'TRIPTYCH_OTLP_URL', value: `http://${addressOf(context, 'otelcol', 'otlp-http')}` },
            ...targetVariables(values, targets),
          ],
        },
      },
      { replicas: 1 },
    );
  }
}
