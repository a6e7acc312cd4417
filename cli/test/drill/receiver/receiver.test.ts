import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { test } from 'node:test';
import type { Arrival } from '../../../src/drill/receiver/inbox.ts';
import { ALERTS_PATH, ARRIVALS_PATH, openReceiver, WATCHDOG_PATH } from '../../../src/drill/receiver/receiver.ts';

const alert = (alertname: string, status = 'firing') => ({ status, labels: { alertname }, annotations: {} });
const post = async (port: number, path: string, ...alerts: object[]) => {
  const body = JSON.stringify({ version: '4', alerts });
  return (await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body })).status;
};
/** The status of a request for a path that `fetch` would change. */
async function statusOf(port: number, path: string): Promise<number | undefined> {
  const [reply] = (await once(get({ port, path }), 'response')) as [IncomingMessage];
  reply.resume();
  return reply.statusCode;
}
const { signal } = new AbortController();

test('the inbox has every alert that Alertmanager sends, in order', async () => {
  await using receiver = await openReceiver();
  const { inbox, port } = receiver;
  const second = inbox.waitFor((all) => all.find(({ labels }) => labels.alertname === 'B'), 0, signal);
  assert.equal(await post(port, ALERTS_PATH, alert('A'), alert('B')), 200);
  assert.equal((await second).status, 'firing');
  assert.equal(await post(port, WATCHDOG_PATH, alert('Watchdog')), 200);
  assert.deepEqual(
    inbox.since(0).map(({ labels, watchdog }) => [labels.alertname, watchdog]),
    [
      ['A', false],
      ['B', false],
      ['Watchdog', true],
    ],
  );
});

test('waiting ignores what arrived before a mark, and ends with its signal', async () => {
  await using receiver = await openReceiver();
  const { inbox, port } = receiver;
  await post(port, ALERTS_PATH, alert('A'));
  const stop = new AbortController();
  const waiting = inbox.waitFor((all) => all[0], inbox.size, stop.signal);
  stop.abort();
  await assert.rejects(waiting, { name: 'AbortError' });
});

test('what has arrived since a mark can be read over HTTP', async () => {
  await using receiver = await openReceiver();
  const arrived = async (from: number) => {
    const reply = await fetch(`http://127.0.0.1:${receiver.port}${ARRIVALS_PATH}?from=${from}`);
    return ((await reply.json()) as Arrival[]).map(({ labels }) => labels.alertname);
  };
  assert.deepEqual(await arrived(0), []);
  await post(receiver.port, ALERTS_PATH, alert('A'), alert('B'));
  assert.deepEqual(await arrived(0), ['A', 'B']);
  assert.deepEqual(await arrived(1), ['B']);
});

test('the receiver can accept one alert only', async () => {
  await using receiver = await openReceiver();
  await receiver.acceptOnly('A');
  assert.equal(await post(receiver.port, ALERTS_PATH, alert('A')), 200);
  assert.equal(await post(receiver.port, ALERTS_PATH, alert('B')), 500);
  await receiver.acceptOnly();
  assert.equal(await post(receiver.port, ALERTS_PATH, alert('B')), 200);
  assert.equal(receiver.inbox.size, 2);
});

test('a request that is no notification is refused', async () => {
  await using receiver = await openReceiver();
  const url = `http://127.0.0.1:${receiver.port}`;
  assert.equal((await fetch(url + ALERTS_PATH, { method: 'POST', body: 'hello' })).status, 400);
  assert.equal((await fetch(`${url}/elsewhere`, { method: 'POST', body: '{}' })).status, 404);
  assert.equal((await fetch(url + ALERTS_PATH)).status, 404);
  assert.equal(await statusOf(receiver.port, '//'), 400);
  assert.equal(receiver.inbox.size, 0);
});
