import type { Construct } from 'constructs';
import { onlyWhen } from '../condition.ts';
import type { Context } from '../context.ts';
import { goMemory } from '../go.ts';
import { containerPorts, Part } from '../part.ts';
import { either, firstOf, is, not, present } from '../template.ts';

const DATA = '/alertmanager';
const RECEIVER = '/etc/alertmanager/receiver';

/** Alerts, grouped and sent on. */
export class Alertmanager extends Part {
  /** HOST:PORT; empty without one. */
  readonly address: string;
  readonly queryUrl: string;

  constructor(scope: Construct, context: Context) {
    const { alertmanager: settings } = context.values;
    const bundled = is(settings.mode, 'bundled');
    super(scope, context, 'alertmanager', 'backend', bundled);
    const ports = [{ name: 'http', port: 9093, nodePort: 30093 }];
    const config = this.config({ 'alertmanager.yaml': context.file('backends/alertmanager.yaml') });
    const get = (path: string) => ({ httpGet: { path, port: 'http' } });
    // Nobody listens on the discard port: alerts are seen on the page alone.
    this.object(
      'v1',
      'Secret',
      { type: 'Opaque', stringData: { webhook_url: 'http://127.0.0.1:9/' } },
      { scope: onlyWhen(this, 'receiver', not(present(settings.existingSecret))) },
    );

    this.serviceAccount(settings);
    this.service(ports);
    this.statefulSet({
      settings,
      uid: 65534,
      dataPath: DATA,
      persistence: settings.persistence,
      checksum: config.checksum,
      container: {
        args: [
          '--config.file=/etc/alertmanager/config/alertmanager.yaml',
          `--storage.path=${DATA}`,
          '--web.listen-address=0.0.0.0:9093',
          // Alone: without a port for others to join.
          '--cluster.listen-address=',
        ],
        // It looks there for the file that url_file names.
        workingDir: RECEIVER,
        ports: containerPorts(ports),
        env: goMemory(),
        startupProbe: { ...get('/-/ready'), periodSeconds: 1, timeoutSeconds: 2, failureThreshold: 60 },
        livenessProbe: { ...get('/-/healthy'), periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
        readinessProbe: { ...get('/-/ready'), periodSeconds: 5, timeoutSeconds: 3 },
        volumeMounts: [
          { name: 'config', mountPath: '/etc/alertmanager/config' },
          { name: 'receiver', mountPath: RECEIVER, readOnly: true },
        ],
      },
      volumes: [
        config.volume,
        { name: 'receiver', secret: { secretName: firstOf(settings.existingSecret, this.name), defaultMode: 0o440 } },
      ],
    });

    const external = either(is(settings.mode, 'external'), settings.address, '');
    this.address = either(bundled, `${this.name}:9093`, external);
    this.queryUrl = either(present(this.address), `http://${this.address}`, '');
  }
}
