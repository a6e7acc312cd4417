import assert from 'node:assert/strict';
import { matchesGlob } from 'node:path';
import { describe, it } from 'node:test';
import type {
  V1ConfigMap,
  V1Container,
  V1NetworkPolicy,
  V1Secret,
  V1Service,
  V1StatefulSet,
} from '@kubernetes/client-node';
import { PARTS, SERVICE_NAMES } from '@triptych/parts';
import { parse } from 'yaml';
import { plainManifests } from '../../src/chart/synth.ts';
import { compose } from '../../src/main.ts';
import { ruleFiles } from '../../src/monitoring/alerts/files.ts';
import { DASHBOARDS } from '../../src/monitoring/dashboards/index.ts';
import { defaults, type Values } from '../../src/values.ts';

const BACKENDS = ['jaeger', 'loki', 'prometheus', 'alertmanager', 'grafana'] as const;
type Backend = (typeof BACKENDS)[number];

interface Kinds {
  readonly ConfigMap: V1ConfigMap;
  readonly NetworkPolicy: V1NetworkPolicy;
  readonly Secret: V1Secret;
  readonly Service: V1Service;
  readonly StatefulSet: V1StatefulSet;
}

function render(change: (values: Values) => void = () => {}) {
  const values = structuredClone(defaults());
  change(values);
  const objects = plainManifests(compose, values, { name: 'pics', namespace: 'here', service: 'test' });
  const find = <K extends keyof Kinds>(kind: K, name: string) =>
    objects.find((one) => one.kind === kind && one.metadata.name === `pics-${name}`) as Kinds[K] | undefined;
  function get<K extends keyof Kinds>(kind: K, name: string): Kinds[K] {
    const found = find(kind, name);
    assert.ok(found, `no ${kind} pics-${name}`);
    return found;
  }
  const set = (name: Backend) => get('StatefulSet', name).spec as NonNullable<V1StatefulSet['spec']>;
  const container = (name: Backend) => set(name).template.spec?.containers[0] as V1Container;
  return {
    objects,
    find,
    get,
    set,
    container,
    file: (name: string, key: string) => get('ConfigMap', name).data?.[key] ?? '',
    checksum: (name: Backend) => set(name).template.metadata?.annotations?.['checksum/config'],
    env: (name: Backend, variable: string) => container(name).env?.find((one) => one.name === variable),
    value: (name: Backend, variable: string) => container(name).env?.find((one) => one.name === variable)?.value,
  };
}

const selectorOf = (component: string) => ({
  'app.kubernetes.io/name': component,
  'app.kubernetes.io/instance': 'pics',
});

interface PodsJob {
  readonly job_name: string;
  readonly scrape_interval: string;
  readonly scrape_timeout: string;
  readonly dns_sd_configs: readonly { names: string[]; type: string; port: number }[];
  readonly relabel_configs: readonly { regex: string; replacement: string }[];
  readonly metric_relabel_configs: readonly object[];
}

/** The job that scrapes each pod of the services. */
function podsJob(file: (name: string, key: string) => string): PodsJob {
  const { scrape_configs } = parse(file('prometheus', 'prometheus.yaml')) as { scrape_configs: PodsJob[] };
  const job = scrape_configs.find(({ job_name }) => job_name === 'pods');
  assert.ok(job);
  return job;
}

const probes = ['startupProbe', 'readinessProbe', 'livenessProbe'] as const;

describe('every backend', () => {
  const rendered = render();
  for (const name of BACKENDS) {
    it(`keeps the data of ${name} on a volume`, () => {
      const lasting = render((values) => {
        values[name].persistence.enabled = true;
      });
      const [claim] = lasting.set(name).volumeClaimTemplates ?? [];
      assert.equal(claim?.spec?.resources?.requests?.storage, defaults()[name].persistence.size);
      assert.ok(lasting.container(name).volumeMounts?.some((mount) => mount.name === claim?.metadata?.name));
    });

    it(`probes ${name} on ports that it has`, () => {
      const container = rendered.container(name);
      const ports = container.ports?.map((port) => port.name) ?? [];
      for (const probe of probes) assert.ok(ports.includes(String(container[probe]?.httpGet?.port)), probe);
      assert.notDeepEqual(container.livenessProbe?.httpGet, container.readinessProbe?.httpGet);
    });

    it(`has no object when ${name} is disabled`, () => {
      const { objects } = render((values) => {
        values[name].mode = 'disabled';
      });
      assert.deepEqual(
        objects.filter(({ metadata }) => metadata.name.startsWith(`pics-${name}`)),
        [],
      );
    });
  }

  it('restarts when its configuration changes', () => {
    const changed = render((values) => {
      values.prometheus.retention.time = '1d';
    });
    assert.notEqual(changed.checksum('prometheus'), rendered.checksum('prometheus'));
    assert.equal(changed.checksum('loki'), rendered.checksum('loki'));
  });
});

describe('Jaeger', () => {
  it('keeps spans in badger, for as long as the values say', () => {
    const jaeger = render((values) => {
      values.jaeger.retention = '48h';
    });
    assert.ok('badger' in parse(jaeger.file('jaeger', 'storage.yaml')).extensions.jaeger_storage.backends.spans);
    assert.equal(jaeger.value('jaeger', 'JAEGER_TTL'), '48h');
  });

  for (const type of ['elasticsearch', 'cassandra'] as const) {
    it(`keeps spans in ${type} alone, with the password of a Secret and without a volume`, () => {
      const jaeger = render((values) => {
        Object.assign(values.jaeger.storage, { type, url: 'db.example.com', existingSecret: 'db' });
      });
      const { spans } = parse(jaeger.file('jaeger', 'storage.yaml')).extensions.jaeger_storage.backends;
      assert.deepEqual(Object.keys(spans), [type]);
      assert.equal(jaeger.value('jaeger', 'JAEGER_STORAGE_URL'), 'db.example.com');
      const reference = jaeger.env('jaeger', 'JAEGER_STORAGE_PASSWORD')?.valueFrom?.secretKeyRef;
      assert.deepEqual(reference, { name: 'db', key: 'password' });
      assert.equal(jaeger.set('jaeger').volumeClaimTemplates, undefined);
    });
  }
});

describe('Loki', () => {
  it('keeps chunks in S3, with the keys of a Secret', () => {
    const loki = render((values) => {
      Object.assign(values.loki.storage, { type: 's3', bucket: 'lines', existingSecret: 's3' });
    });
    assert.equal(loki.value('loki', 'LOKI_OBJECT_STORE'), 's3');
    assert.equal(loki.value('loki', 'LOKI_S3_BUCKET'), 'lines');
    const reference = loki.env('loki', 'AWS_SECRET_ACCESS_KEY')?.valueFrom?.secretKeyRef;
    assert.deepEqual(reference, { name: 's3', key: 'secret-access-key' });
  });
});

describe('Prometheus', () => {
  const configuration = (change: (values: Values) => void) =>
    parse(render(change).file('prometheus', 'prometheus.yaml'));

  it('keeps samples for as long and as many as the values say', () => {
    const { storage } = configuration((values) => {
      values.prometheus.retention = { time: '3d', size: '2GB' };
    });
    assert.deepEqual(storage.tsdb.retention, { time: '3d', size: '2GB' });
  });

  it('sends samples on, with the files of a Secret', () => {
    const remoteWrite = [{ url: 'https://metrics.example.com', bearer_token_file: '/etc/prometheus/remote-write/t' }];
    const change = (values: Values) => Object.assign(values.prometheus, { remoteWrite, remoteWriteSecret: 'remote' });
    assert.deepEqual(configuration(change).remote_write, remoteWrite);
    const mounts = render(change).container('prometheus').volumeMounts ?? [];
    assert.ok(mounts.some(({ mountPath }) => mountPath === '/etc/prometheus/remote-write'));
  });

  it('has rules, and the addresses of those that it asks, where its configuration looks for them', () => {
    const { set } = render();
    const config = set('prometheus').template.spec?.volumes?.find(({ name }) => name === 'config');
    const paths = config?.configMap?.items?.map(({ path }) => path) ?? [];
    assert.deepEqual(configuration(() => {}).rule_files, ['rules/*.yaml']);
    for (const { name } of ruleFiles()) assert.ok(paths.includes(`rules/${name}`), name);
    for (const name of ['alertmanager', 'services', 'backends']) assert.ok(paths.includes(`targets/${name}.yaml`));
  });

  it('has links to where the values say', () => {
    const { file } = render((values) => {
      Object.assign(values.alerts, {
        grafanaUrl: 'https://grafana.example.com',
        runbooksUrl: 'https://example.com/help',
      });
    });
    const [rule] = parse(file('prometheus', 'rules.memory.yaml')).groups[0].rules;
    assert.equal(rule.annotations.runbook_url, 'https://example.com/help/HighMemoryUsage.md');
    assert.match(rule.annotations.dashboard_url, /^https:\/\/grafana\.example\.com\/d\/triptych-nodejs\?/);
    assert.match(rule.annotations.query_url, /^https:\/\/grafana\.example\.com\/explore\?/);
  });

  it('asks the services, and the backends that are of the release', () => {
    const { file } = render((values) => Object.assign(values.loki, { mode: 'external' }));
    const asked = (name: string) =>
      parse(file('prometheus', name)).map(({ labels }: { labels: { service_name: string } }) => labels.service_name);
    assert.deepEqual(asked('services.yaml'), SERVICE_NAMES);
    assert.deepEqual(asked('backends.yaml'), ['prometheus', 'alertmanager', 'jaeger']);
  });

  it('finds each pod of the services by a headless Service that has pods which are not ready, too', () => {
    const { objects, file } = render();
    const headless = (objects as V1Service[]).filter(({ spec }) => spec?.publishNotReadyAddresses);
    const job = podsJob(file);
    const lookedUp = job.dns_sd_configs.map(({ names, type, port }) => `${names} ${type} ${port}`);
    assert.deepEqual(
      lookedUp,
      SERVICE_NAMES.flatMap((name) => {
        const service = headless.find(({ metadata }) => metadata?.name === `pics-${PARTS[name].component}-pods`);
        assert.deepEqual(service?.spec?.selector, selectorOf(PARTS[name].component));
        assert.equal(service?.spec?.clusterIP, 'None');
        return ['A', 'AAAA'].map((type) => `${service?.metadata?.name} ${type} ${service?.spec?.ports?.[0]?.port}`);
      }),
    );
    assert.deepEqual(
      job.relabel_configs.map(({ regex, replacement }) => [regex, replacement]),
      SERVICE_NAMES.map((name) => [`pics-${PARTS[name].component}-pods`, name]),
    );
  });

  it('asks pods as it asks Services, and looks for no pod of a service that is not of the release', () => {
    const { file } = render((values) => Object.assign(values.console, { enabled: false }));
    const services = parse(file('prometheus', 'prometheus.yaml')).scrape_configs.find(
      ({ job_name }: { job_name: string }) => job_name === 'services',
    );
    const { scrape_interval, scrape_timeout, metric_relabel_configs, dns_sd_configs } = podsJob(file);
    assert.deepEqual(
      { scrape_interval, scrape_timeout, metric_relabel_configs },
      {
        scrape_interval: services.scrape_interval,
        scrape_timeout: services.scrape_timeout,
        metric_relabel_configs: services.metric_relabel_configs,
      },
    );
    assert.ok(!dns_sd_configs.some(({ names }) => names.includes('pics-console-pods')));
  });

  it('has no headless Services where another Prometheus scrapes: it would find each pod twice', () => {
    const { objects } = render((values) => Object.assign(values.prometheus, { mode: 'operator' }));
    assert.ok(!(objects as V1Service[]).some(({ spec }) => spec?.publishNotReadyAddresses));
  });

  const targets = (mode: Values['alertmanager']['mode']) =>
    parse(
      render((values) => {
        Object.assign(values.alertmanager, { mode, address: 'alerts.example.com:9093' });
      }).file('prometheus', 'alertmanager.yaml'),
    );
  it('sends alerts to the Alertmanager of the release, to that of the user, or to none', () => {
    assert.deepEqual(targets('bundled'), [{ targets: ['pics-alertmanager:9093'] }]);
    assert.deepEqual(targets('external'), [{ targets: ['alerts.example.com:9093'] }]);
    assert.deepEqual(targets('disabled'), []);
  });
});

describe('Alertmanager', () => {
  it('finds the files with secrets in its working directory', () => {
    const { workingDir, volumeMounts = [] } = render().container('alertmanager');
    assert.equal(volumeMounts.find(({ name }) => name === 'secrets')?.mountPath, workingDir);
  });

  it('reads them from an existing Secret, which is then required, and by default from none', () => {
    const secretOf = ({ set }: ReturnType<typeof render>) =>
      set('alertmanager').template.spec?.volumes?.find(({ name }) => name === 'secrets')?.secret;
    assert.equal(secretOf(render())?.optional, true);
    const own = render((values) => {
      values.alertmanager.existingSecret = 'receivers';
    });
    assert.deepEqual(secretOf(own), { secretName: 'receivers', optional: false, defaultMode: 0o440 });
    for (const { find } of [render(), own]) assert.equal(find('Secret', 'alertmanager'), undefined);
  });

  it('has the templates of its messages where its configuration looks for them', () => {
    const { file, set } = render();
    const [glob = ''] = parse(file('alertmanager', 'alertmanager.yaml')).templates as string[];
    const config = set('alertmanager').template.spec?.volumes?.find(({ name }) => name === 'config');
    const paths = config?.configMap?.items?.map(({ path }) => path) ?? [];
    assert.ok(paths.some((path) => matchesGlob(path, glob)));
  });

  it('may call outside the cluster only when a receiver is enabled', () => {
    const opens = (change?: (values: Values) => void) => {
      const egress = render(change).get('NetworkPolicy', 'alertmanager').spec?.egress ?? [];
      return egress.some((rule) => Object.keys(rule).length === 0);
    };
    assert.equal(opens(), false);
    assert.equal(
      opens((values) => {
        values.alertmanager.receivers.slack.enabled = true;
      }),
      true,
    );
  });
});

describe('Grafana', () => {
  it('reads the backends of the release, or external ones', () => {
    const { value } = render((values) => {
      Object.assign(values.loki, { mode: 'external', queryUrl: 'https://logs.example.com' });
    });
    assert.equal(value('grafana', 'GRAFANA_PROMETHEUS_URL'), 'http://pics-prometheus:9090');
    assert.equal(value('grafana', 'GRAFANA_LOKI_URL'), 'https://logs.example.com');
  });

  it('sends headers to external backends alone, and names each that it sends: with an empty name no request works', () => {
    const { get, container } = render((values) => {
      const headers = [{ name: 'Authorization', key: 'token' }];
      Object.assign(values.loki, { mode: 'external', headers, headersSecret: 'access' });
      Object.assign(values.jaeger, { headers, headersSecret: 'access' });
    });
    const { content = '' } = get('ConfigMap', 'grafana-provisioning-datasources-triptych').data ?? {};
    const sources = parse(content).datasources as { name: string; jsonData: object; secureJsonData?: object }[];
    const sent = sources.map(({ name, jsonData, secureJsonData = {} }) => [
      name,
      Object.entries({ ...jsonData, ...secureJsonData }).filter(([key]) => key.startsWith('httpHeader')),
    ]);
    assert.deepEqual(Object.fromEntries(sent), {
      Prometheus: [],
      Loki: [
        ['httpHeaderName1', 'Authorization'],
        ['httpHeaderValue1', `\${GRAFANA_LOKI_HEADER_1}`],
      ],
      Jaeger: [],
      Alertmanager: [],
    });
    const value = container('grafana').env?.find(({ name }) => name === 'GRAFANA_LOKI_HEADER_1');
    assert.deepEqual(value?.valueFrom?.secretKeyRef, { name: 'access', key: 'token' });
  });

  it('finds the password in the file that its environment names', () => {
    const { container, value, get } = render();
    const file = value('grafana', 'GF_SECURITY_ADMIN_PASSWORD__FILE') ?? '';
    const { mountPath } = container('grafana').volumeMounts?.find(({ name }) => name === 'secrets') ?? {};
    const [key] = Object.keys(get('Secret', 'grafana').stringData ?? {});
    assert.equal(file, `${mountPath}/${key}`);
  });

  it('finds each dashboard and each provisioning file at its path', () => {
    const { set } = render();
    const pathsOf = (volume: string) =>
      set('grafana')
        .template.spec?.volumes?.find(({ name }) => name === volume)
        ?.projected?.sources?.flatMap(({ configMap }) => configMap?.items?.map(({ path }) => path) ?? []);
    assert.deepEqual(pathsOf('dashboards'), Object.keys(DASHBOARDS).sort());
    assert.deepEqual(pathsOf('provisioning'), ['dashboards/triptych.yaml', 'datasources/triptych.yaml']);
  });
});

describe('every ConfigMap', () => {
  it('is small enough for "kubectl apply", which stores the whole object in an annotation of 256 KiB at most', () => {
    const objects = plainManifests(compose, defaults(), { name: 'pics', namespace: 'here', service: 'test' });
    const sizes = objects.filter(({ kind }) => kind === 'ConfigMap').map((one) => JSON.stringify(one).length);
    assert.ok(sizes.length > 5);
    assert.ok(Math.max(...sizes) < 262_144, `${Math.max(...sizes)} bytes`);
  });
});
