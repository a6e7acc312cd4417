import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  CONVERSION_SERVICE_NAMES,
  GROUPS,
  namesIn,
  PART_NAMES,
  PARTS,
  partOfComponent,
  SERVICE_NAMES,
} from '../src/index.ts';

const TIERS = ['service', 'telemetry', 'backend', 'database', 'store'];
const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet'];
const PLACES = ['process', 'compose', 'cluster'];

describe('the table of parts', () => {
  it('names the services first, and those of a conversion in the order of its calls', () => {
    assert.deepEqual(SERVICE_NAMES.slice(0, 3), ['user_svc', 'job_svc', 'image_svc']);
    assert.deepEqual(
      CONVERSION_SERVICE_NAMES,
      SERVICE_NAMES.filter((name) => name !== 'console'),
    );
    assert.deepEqual(PART_NAMES.slice(0, SERVICE_NAMES.length), SERVICE_NAMES);
  });

  it('lets Prometheus call each service, whose metrics it scrapes', () => {
    assert.deepEqual(
      SERVICE_NAMES.filter((name) => !PARTS.prometheus.calls.includes(name)),
      [],
    );
  });

  for (const name of PART_NAMES) {
    it(`describes ${name} completely`, () => {
      const {
        component,
        group,
        tier,
        purpose,
        runs,
        workload,
        ports,
        processPorts = {},
        clusterPorts = {},
        resources,
        calls,
      } = PARTS[name];
      assert.match(name, /^[a-z]+(_[a-z]+)*$/);
      assert.match(component, /^[a-z]+(-[a-z]+)*$/);
      assert.ok(GROUPS.includes(group), group);
      const isService = name === 'console' || name.endsWith('_svc');
      assert.equal(
        group === 'service',
        isService,
        'the names of services, and of them alone, end in _svc or are console',
      );
      assert.ok(TIERS.includes(tier), tier);
      assert.ok(WORKLOADS.includes(workload), workload);
      assert.ok(purpose.length > 0);
      assert.deepEqual(
        runs.filter((place) => !PLACES.includes(place)),
        [],
      );
      const numbers = Object.values({ ...ports, ...processPorts, ...clusterPorts });
      for (const port of numbers) assert.ok(port > 0 && port < 65_536, `${port}`);
      const inCluster = Object.entries({ ...ports, ...clusterPorts });
      assert.equal(new Set(inCluster.map(([, port]) => port)).size, inCluster.length);
      // Kubernetes refuses longer names of ports.
      for (const [port] of inCluster) assert.ok(port.length <= 15, port);
      for (const port of Object.keys(processPorts)) assert.ok(port in ports, port);
      assert.ok(resources.memoryMiB <= resources.memoryLimitMiB);
      for (const callee of calls) assert.ok(PART_NAMES.includes(callee), callee);
    });
  }

  it('gives each component, port of a laptop and node port to one part', () => {
    const unique = (values: readonly unknown[]) => assert.equal(new Set(values).size, values.length, values.join(' '));
    unique(PART_NAMES.map((name) => PARTS[name].component));
    unique(PART_NAMES.flatMap((name) => PARTS[name].nodePort ?? []));
    const onLaptop = PART_NAMES.filter((name) => PARTS[name].runs.includes('process'));
    unique(onLaptop.flatMap((name) => Object.values({ ...PARTS[name].ports, ...PARTS[name].processPorts })));
  });

  it('finds parts by group and by component', () => {
    assert.deepEqual(namesIn('store'), ['postgres', 'object_store']);
    assert.equal(partOfComponent('collector'), 'otelcol');
    assert.equal(partOfComponent('nothing'), undefined);
  });
});
