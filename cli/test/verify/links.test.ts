import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { VERIFY_LINKS } from '@triptych/catalogue';
import type { Endpoints } from '@triptych/client/endpoints';
import type { Conversion } from '@triptych/contracts';
import { linkChecks } from '../../src/verify/checks.ts';
import { receiverChecks } from '../../src/verify/receivers.ts';
import { type Verdict, verify } from '../../src/verify/verify.ts';

/** Port 1 answers on no machine. */
const AWAY = 'http://127.0.0.1:1';
const NOWHERE: Endpoints = { userSvc: AWAY, jaeger: AWAY, loki: AWAY, prometheus: AWAY, alertmanager: AWAY };

describe('the links that verify checks', () => {
  it('are those of the catalogue, each once', () => {
    const conversion = { request_id: 'r', trace_id: 't', created_at: new Date(0).toISOString() } as Conversion;
    const receivers = receiverChecks({
      TRIPTYCH_JAEGER_OTLP_URL: AWAY,
      TRIPTYCH_LOKI_OTLP_URL: AWAY,
      TRIPTYCH_PROMETHEUS_OTLP_URL: AWAY,
    });
    const checks = [...receivers, ...linkChecks(NOWHERE, conversion, new Map(), 's')].map(({ link }) => link);
    assert.deepEqual([...checks, 'conversion'].sort(), [...VERIFY_LINKS].sort());
  });

  it('are only the conversion when it is not accepted', async () => {
    const verdicts: Verdict[] = [];
    for await (const verdict of verify(NOWHERE, { timeoutSeconds: 1 })) verdicts.push(verdict);
    assert.deepEqual(
      verdicts.map(({ link, ok }) => [link, ok]),
      [['conversion', false]],
    );
    assert.match(verdicts[0]?.got ?? '', /127\.0\.0\.1:1 does not answer/);
  });
});
