import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { findTrace } from '@triptych/client/jaeger';
import { findLines } from '@triptych/client/loki';
import { userSvc } from '@triptych/client/user-svc';
import type { Conversion } from '@triptych/contracts';
import { until } from '../stack/support/until.ts';
import { type Cluster, openCluster } from './support/cluster.ts';
import { noisePicture, openRelease, type Target } from './support/command.ts';
import { startLoad } from './support/load.ts';
import {
  allReady,
  asForKind,
  kill,
  partOf,
  podsOf,
  RELEASE,
  restarts,
  selector,
  start,
  stop,
} from './support/release.ts';

const SOAK_SECONDS = Number(process.env.TRIPTYCH_SOAK_SECONDS ?? 600);

/** One release from its installation to its return. The steps build on each other. */
describe('a release in a cluster whose namespace enforces "restricted"', () => {
  let cluster: Cluster;
  let kept: Conversion;

  before(async () => {
    cluster = await openCluster('triptych-test');
  });
  after(() => cluster?.[Symbol.asyncDispose]());

  const open = (): Promise<Target> => openRelease(cluster);

  it('is ready within 120 s of helm install', async () => {
    const startedAt = Date.now();
    await cluster.helm('install', ...asForKind());
    const seconds = (Date.now() - startedAt) / 1000;
    await allReady(cluster);
    assert.ok(seconds < 120, `${seconds} s`);
  });

  it('links its signals, seen from inside by helm test and from outside by verify', async () => {
    await cluster.helm('test', RELEASE, '--timeout', '4m');
    await cluster.triptych(['verify', '--timeout', '120']);
  });

  it('is found healthy by the doctor', async () => {
    const report = JSON.parse(await cluster.triptych(['doctor', '--json'])) as { ok: boolean };
    assert.equal(report.ok, true);
  });

  it('lets traffic pass on the edges of the architecture, and on no other', async () => {
    const reach = async (from: string, to: string, port: number) => {
      const script = `const s=require('node:net').connect(${port},'${RELEASE}-${to}');s.setTimeout(4000,()=>{console.log('times out');process.exit()});s.on('connect',()=>{console.log('connects');process.exit()});s.on('error',(e)=>{console.log(e.code);process.exit()})`;
      return (await cluster.kubectl(['exec', `deploy/${RELEASE}-${from}`, '--', 'node', '-e', script])).trim();
    };
    assert.equal(await reach('user-svc', 'job-svc', 8082), 'connects');
    assert.equal(await reach('job-svc', 'postgres', 5432), 'connects');
    assert.equal(await reach('image-svc', 'object-store', 8333), 'connects');
    assert.equal(await reach('user-svc', 'postgres', 5432), 'times out');
    assert.equal(await reach('image-svc', 'job-svc', 8082), 'times out');
    assert.equal(await reach('user-svc', 'loki', 3100), 'times out');
  });

  it('fails no request while an upgrade rolls the services under 100 requests a second', async () => {
    const mix = ['--rate', '100', '--duration', '60', '--concurrency', '128', '--mix', 'status:99,png:1'];
    const { summary } = await startLoad(cluster, RELEASE, 'load-upgrade', mix);
    const before = (await podsOf(cluster)).map(({ metadata }) => metadata?.name);
    await cluster.helm('upgrade', ...asForKind('logLevel=info', 'imageSvc.poolSize=1'));
    const after = (await podsOf(cluster)).filter(({ metadata }) => !before.includes(metadata?.name)).map(partOf);
    assert.deepEqual(after.sort(), ['console', 'image-svc', 'job-svc', 'user-svc']);
    const { failures, failed, succeeded, unstarted } = await summary;
    assert.deepEqual({ failures, failed, unstarted }, { failures: [], failed: 0, unstarted: 0 });
    assert.ok(succeeded > 5900, `${succeeded}`);
  });

  it('loses no job to the sudden end of the pods that work on it', async () => {
    await using target = await open();
    const client = userSvc(target.endpoints.userSvc);
    const pictures = Array.from({ length: 12 }, () => noisePicture(1024));
    const started = await Promise.all(pictures.map((picture) => client.start(picture, { format: 'avif', effort: 6 })));
    await Promise.all([kill(cluster, 'job-svc'), kill(cluster, 'image-svc')]);
    const ended = await Promise.all(started.map((conversion) => client.follow(conversion)));
    assert.deepEqual(
      ended.map(({ status }) => status),
      ended.map(() => 'succeeded'),
    );
    kept = ended[0] as Conversion;
    await allReady(cluster);
  });

  it('keeps every log line through the end of Loki, whose absence the doctor names', async () => {
    await using target = await open();
    const client = userSvc(target.endpoints.userSvc);
    await stop(cluster, 'loki');
    const report = await cluster.triptych(['doctor'], { codes: [1] });
    assert.match(report, /✘.*loki/i);
    const ids = Array.from({ length: 20 }, (_, i) => `while-loki-is-away-${Date.now()}-${i}`);
    for (const id of ids) await client.start(noisePicture(), { format: 'png' }, id);
    await start(cluster, 'loki');
    await using again = await open();
    const query = `{service="user_svc"} | request_id=~"${ids[0]?.replace(/-0$/, '')}-.*" |= "request completed"`;
    await until(
      'the lines of all requests',
      async () => new Set((await findLines(again.endpoints.loki, query)).map(({ labels }) => labels.request_id)),
      (found) => ids.every((id) => found.has(id)),
      120,
    );
  });

  it('comes back when its pods have been drained from the node', async () => {
    const [node = ''] = new Set((await podsOf(cluster)).map(({ spec }) => spec?.nodeName ?? ''));
    const only = ['--pod-selector', selector, '--delete-emptydir-data', '--ignore-daemonsets', '--force'];
    await cluster.kubectl(['drain', node, ...only, '--timeout=180s']);
    await cluster.kubectl(['uncordon', node]);
    await allReady(cluster);
    await cluster.triptych(['verify', '--timeout', '120']);
  });

  it('goes back to its first revision', async () => {
    await cluster.helm('rollback', RELEASE, '1', '--wait', '--timeout', '5m');
    await allReady(cluster);
    const level = await cluster.kubectl([
      'exec',
      `deploy/${RELEASE}-user-svc`,
      '--',
      'node',
      '-p',
      'process.env.LOG_LEVEL',
    ]);
    assert.equal(level.trim(), 'debug');
    await cluster.helm('test', RELEASE, '--timeout', '4m');
  });

  it('leaves its volumes and its generated passwords when it is uninstalled, and nothing else', async () => {
    await cluster.helm('uninstall', RELEASE, '--wait');
    await cluster.kubectl(['delete', 'pod', '-l', `${selector},app.kubernetes.io/name=test`, '--ignore-not-found']);
    await cluster.kubectl(['wait', 'pod', '-l', selector, '--for=delete', '--timeout=120s']);
    const kinds = (await cluster.kubectl(['api-resources', '--verbs=list', '--namespaced', '-o', 'name']))
      .trim()
      .split('\n');
    const listed = kinds.filter((kind) => !/^(events|pods\.metrics|endpoint)/.test(kind)).join(',');
    const left = await cluster.kubectl(['get', listed, '-l', selector, '-o', 'name', '--ignore-not-found']);
    const names = left.trim().split('\n');
    const others = names.filter((name) => !name.startsWith('persistentvolumeclaim/'));
    assert.ok(names.length - others.length > 5, left);
    const generated = ['grafana', 'object-store', 'postgres'].map((part) => `secret/${RELEASE}-${part}`);
    assert.deepEqual(others.sort(), generated);
  });

  it('finds its data when it is installed again', async () => {
    await cluster.helm('install', ...asForKind());
    await using target = await open();
    const { userSvc: url, jaeger, loki } = target.endpoints;
    const reply = await userSvc(url).result(kept);
    assert.equal(reply.status, 200);
    assert.ok((await reply.arrayBuffer()).byteLength > 100);
    assert.ok((await findTrace(jaeger, kept.trace_id ?? '')).length > 0);
    assert.ok((await findLines(loki, `{service=~".+"} | request_id="${kept.request_id}"`)).length > 0);
  });

  it(`restarts nothing in ${SOAK_SECONDS} s under load`, async () => {
    const mix = ['--rate', '50', '--duration', String(SOAK_SECONDS), '--mix', 'status:48,png:1,webp:1'];
    const { summary } = await startLoad(cluster, RELEASE, 'load-soak', mix);
    const { failures } = await summary;
    assert.deepEqual(failures, []);
    assert.deepEqual(await restarts(cluster), []);
  });
});
