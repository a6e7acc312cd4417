import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { V1StatefulSet } from '@kubernetes/client-node';
import { plainManifests } from '../../src/chart/synth.ts';
import { compose } from '../../src/main.ts';
import { defaults } from '../../src/values.ts';

const [container] =
  (
    plainManifests(compose, defaults(), { name: 'pics', namespace: 'here', service: 'test' }).find(
      ({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === 'pics-object-store',
    ) as V1StatefulSet | undefined
  )?.spec?.template.spec?.containers ?? [];

describe('the bundled object store', () => {
  it('serves nothing but S3, and reports its use to nobody', () => {
    for (const flag of ['-webdav=false', '-admin.ui=false', '-master.telemetry=false'])
      assert.ok(container?.command?.includes(flag), flag);
  });

  it('refuses unsigned reads and writes of the processes behind S3', () => {
    const keys = (container?.env ?? []).filter(({ name }) => /^WEED_JWT_.*_KEY$/.test(name));
    assert.deepEqual(
      keys.map(({ name }) => name),
      [
        'WEED_JWT_FILER_SIGNING_KEY',
        'WEED_JWT_FILER_SIGNING_READ_KEY',
        'WEED_JWT_SIGNING_KEY',
        'WEED_JWT_SIGNING_READ_KEY',
      ],
    );
    for (const { valueFrom } of keys) assert.equal(valueFrom?.secretKeyRef?.key, 'secret-access-key');
  });
});
