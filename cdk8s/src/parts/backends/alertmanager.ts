import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { V1KeyToPath } from '@kubernetes/client-node';
import type { Construct } from 'constructs';
import { all, asBoolean, either, is, not, present } from '../../template/condition.ts';
import { firstOf } from '../../template/text.ts';
import type { Context } from '../base/context.ts';
import { goMemory } from '../base/go-memory.ts';
import { listenOn } from '../base/listen.ts';
import { Part } from '../base/part.ts';
import { alertmanagerConfig } from './receivers.ts';

const DATA = '/alertmanager';
const SECRETS = '/etc/alertmanager/secrets';
const TEMPLATES = 'backends/notifications';
const templates = readdirSync(resolve(import.meta.dirname, '../../../..', TEMPLATES)).sort();

/** Alertmanager: groups alerts and notifies receivers. */
export class Alertmanager extends Part {
  /** HOST:PORT of Alertmanager; empty when it is disabled. */
  readonly address: string;
  readonly queryUrl: string;

  constructor(scope: Construct, context: Context) {
    const { alertmanager: settings, prometheus } = context.values;
    // The operator's Prometheus sends its alerts to the operator's Alertmanager.
    const bundled = all(is(settings.mode, 'bundled'), not(is(prometheus.mode, 'operator')));
    super(scope, context, 'alertmanager', bundled);
    const config = this.config({
      'alertmanager.yaml': alertmanagerConfig(context.file('backends/alertmanager.yaml'), settings.receivers),
      ...Object.fromEntries(templates.map((file) => [file, context.file(`${TEMPLATES}/${file}`)])),
    });
    const files: V1KeyToPath[] = [
      { key: 'alertmanager.yaml', path: 'alertmanager.yaml' },
      ...templates.map((file) => ({ key: file, path: `notifications/${file}` })),
    ];
    const get = (path: string) => ({ httpGet: { path, port: 'http' } });

    this.serviceAccount(settings);
    this.service('http');
    this.statefulSet({
      settings,
      dataPath: DATA,
      persistence: settings.persistence,
      checksum: config.checksum,
      container: {
        args: [
          '--config.file=/etc/alertmanager/config/alertmanager.yaml',
          `--storage.path=${DATA}`,
          `--web.listen-address=${listenOn(context, this.port('http'))}`,
          // It runs alone: no port for other instances.
          '--cluster.listen-address=',
        ],
        // The configuration names the files with secrets relative to this folder.
        workingDir: SECRETS,
        ports: this.containerPorts('http'),
        env: goMemory(),
        startupProbe: { ...get('/-/ready'), periodSeconds: 1, timeoutSeconds: 2, failureThreshold: 60 },
        livenessProbe: { ...get('/-/healthy'), periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
        readinessProbe: { ...get('/-/ready'), periodSeconds: 5, timeoutSeconds: 3 },
        volumeMounts: [
          { name: 'config', mountPath: '/etc/alertmanager/config' },
          { name: 'secrets', mountPath: SECRETS, readOnly: true },
        ],
      },
      volumes: [
        { name: 'config', configMap: { name: this.name, items: files } },
        {
          name: 'secrets',
          secret: {
            secretName: firstOf(settings.existingSecret, this.name),
            // Without a Secret the folder is empty, and Alertmanager starts all the same.
            optional: asBoolean(not(present(settings.existingSecret))),
            defaultMode: 0o440,
          },
        },
      ],
    });

    const external = either(is(settings.mode, 'external'), settings.address, '');
    this.address = either(bundled, this.at('http'), external);
    this.queryUrl = either(present(this.address), `http://${this.address}`, '');
  }
}
