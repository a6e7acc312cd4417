import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import versions from '../../backends/versions.json' with { type: 'json' };
import { Alertmanager } from './support/alertmanager.ts';
import { Receivers } from './support/receivers.ts';

const foreign = { origin: 'https://elsewhere.example.com' };
const json = { 'content-type': 'application/json' };

/** A silence of every alert. */
const silence = JSON.stringify({
  matchers: [{ name: 'alertname', value: '.+', isRegex: true, isEqual: true }],
  startsAt: new Date(),
  endsAt: new Date(Date.now() + 60_000),
  createdBy: 'a page elsewhere',
  comment: '',
});

describe('Alertmanager', () => {
  let receivers: Receivers;
  let alertmanager: Alertmanager;
  before(async () => {
    receivers = await Receivers.open();
    alertmanager = await Alertmanager.start(receivers);
  });
  after(async () => {
    await alertmanager?.[Symbol.asyncDispose]();
    await receivers?.[Symbol.asyncDispose]();
  });

  const silences = async () => (await fetch(`${alertmanager.url}/api/v2/silences`)).json();

  it('is the version of backends/versions.json', async () => {
    const { versionInfo } = (await (await fetch(`${alertmanager.url}/api/v2/status`)).json()) as {
      versionInfo: { version: string };
    };
    assert.equal(versionInfo.version, versions.alertmanager.version);
  });

  it('permits no page of another origin to read its API', async () => {
    for (const path of ['status', 'alerts', 'silences']) {
      const reply = await fetch(`${alertmanager.url}/api/v2/${path}`, { headers: foreign });
      assert.equal(reply.status, 200);
      assert.equal(reply.headers.get('access-control-allow-origin'), null, path);
    }
  });

  it('permits no page of another origin to silence an alert', async () => {
    // A browser asks first for a JSON body, and sends the others without asking.
    const asked = {
      ...foreign,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    };
    const preflight = await fetch(`${alertmanager.url}/api/v2/silences`, { method: 'OPTIONS', headers: asked });
    assert.equal(preflight.status, 405);
    assert.equal(preflight.headers.get('access-control-allow-origin'), null);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const headers = { ...foreign, 'content-type': type };
      const reply = await fetch(`${alertmanager.url}/api/v2/silences`, { method: 'POST', headers, body: silence });
      assert.equal(reply.status, 415, type);
    }
    assert.deepEqual(await silences(), []);
  });

  it('has a page that lists, makes and ends silences through the API', async () => {
    for (const encoding of ['br', 'gzip', 'identity']) {
      const page = await fetch(`${alertmanager.url}/`, { headers: { 'accept-encoding': encoding } });
      assert.equal(page.status, 200, encoding);
      assert.match(
        await page.text(),
        /<h1>Alerts<\/h1>[\s\S]*api\('silences', \{ method: 'POST'[\s\S]*method: 'DELETE'/,
      );
    }
    const made = await fetch(`${alertmanager.url}/api/v2/silences`, { method: 'POST', headers: json, body: silence });
    const { silenceID } = (await made.json()) as { silenceID: string };
    const open = async () => (await fetch(`${alertmanager.url}/api/v2/silences?expired=false`)).json();
    assert.equal(((await open()) as unknown[]).length, 1);
    await fetch(`${alertmanager.url}/api/v2/silence/${silenceID}`, { method: 'DELETE' });
    assert.deepEqual(await open(), []);
  });
});
