import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { query } from '@triptych/client/prometheus';
import { SERVICE_NAMES } from '@triptych/parts';
import { afterFaults } from './shared/after-faults.ts';
import { drillsSucceed } from './shared/drills.ts';
import { outages } from './shared/outages.ts';
import { loadAndTrace } from './shared/trace.ts';
import { links } from './shared/verify.ts';
import { whyNoContainers } from './support/containers.ts';
import { bringUp, type TestStack } from './support/conversions.ts';
import { IMPATIENT } from './support/night.ts';
import { until } from './support/until.ts';

/** Drills that stop a container, kill one, pause one, change the environment of one, load rules into one, and kill a service. */
const DRILLS = ['backend-killed', 'service-down', 'backend-slow', 'queue-full', 'rules-broken'];

const skip = await whyNoContainers();

describe('a stack with its backends in containers', { skip }, () => {
  let stack: TestStack;
  const running = () => stack;
  before(async () => {
    stack = await bringUp({ backends: 'docker', env: IMPATIENT });
  });
  after(async () => {
    await stack?.triptych('down', '--wipe');
    await stack?.down();
  });

  it('asks each service whether it is up', async () => {
    const up = await until(
      'a scrape of each service',
      () => query(stack.url('prometheus'), 'up{job="services"}'),
      ({ length }) => length === SERVICE_NAMES.length,
    );
    assert.deepEqual(
      up.map(({ labels, value }) => [labels.service_name, value]).sort(),
      SERVICE_NAMES.map((name) => [name, 1]).sort(),
    );
  });

  outages(running);
  links(running);
  loadAndTrace(running);
  drillsSucceed(running, DRILLS);

  afterFaults(running);
});
