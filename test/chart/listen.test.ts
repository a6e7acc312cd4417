import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { template } from './support/helm.ts';

describe('listenAddress', () => {
  it('of IPv6 leaves no program on an address of IPv4', async () => {
    const listening = (rendered: unknown) => JSON.stringify(rendered).match(/"[^" ]*0\.0\.0\.0[^" ]*"/g) ?? [];
    const gateway = { collector: { gateway: { enabled: true } } };
    assert.ok(listening(await template(gateway)).length > 10);
    const workloads = (await template({ ...gateway, listenAddress: '::' })).filter(({ kind }) => kind !== 'ConfigMap');
    assert.deepEqual(listening(workloads), []);
  });
});
