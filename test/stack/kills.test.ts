import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { findTrace } from '@triptych/client/jaeger';
import { query } from '@triptych/client/prometheus';
import { CONVERSION_SERVICE_NAMES } from '@triptych/parts';
import { CONVERSION_SPANS, nameOf } from './support/conversion-spans.ts';
import { api, bringUp, type TestStack } from './support/conversions.ts';
import { Killer } from './support/kills/killer.ts';
import { convertAll, type Load, resultOf } from './support/kills/load.ts';
import {
  type Account,
  accountForAttempts,
  accountForLines,
  describeLosses,
  isUnwritten,
  KEPT_MILLIS,
  type Loss,
  unsentSince,
} from './support/kills/losses.ts';
import { processesOf, type ServiceProcess } from './support/kills/processes.ts';
import { seededRandom } from './support/kills/random.ts';
import { makeSamples, type Sample } from './support/kills/samples.ts';
import { type JobRow, storedAttempts, storedJobs, storedLines } from './support/kills/stored.ts';
import { healthy } from './support/night.ts';
import { until } from './support/until.ts';

/** Chooses pictures and moments. Another seed is another test. */
const SEED = Number(process.env.KILLS_SEED || 2);
const CONVERSIONS = 500;
const CLIENTS = 24;
const PARTS = [...CONVERSION_SERVICE_NAMES, 'postgres', 'otelcol'];
const ROUNDS = 3;
const SUCCEEDED = 'sum(last_over_time(job_svc_attempts_total{outcome="succeeded"}[1h]))';

describe(`${CONVERSIONS} conversions while parts are killed (KILLS_SEED=${SEED})`, { timeout: 900_000 }, () => {
  const since = new Date();
  let stack: TestStack;
  let samples: readonly Sample[];
  /** The same conversions while nothing is killed. */
  let reference: Load;
  let load: Load;
  let killer: Killer;
  let rows: readonly JobRow[];

  before(async () => {
    stack = await bringUp();
    const random = seededRandom(SEED);
    samples = await makeSamples(random);
    const url = stack.url('user_svc');
    reference = await convertAll(url, samples, { clients: 2, seconds: 120 });
    killer = new Killer(stack, random, { parts: PARTS, rounds: ROUNDS, conversions: CONVERSIONS });
    const jobs = Array.from({ length: CONVERSIONS }, () => random.pick(samples));
    const onFinished = (count: number) => killer.finished(count);
    load = await convertAll(url, jobs, { clients: CLIENTS, seconds: 420, onFinished });
    await killer.done();
    await healthy(stack);
    rows = await until(
      'all jobs to end',
      () => storedJobs(stack),
      (jobs) => jobs.every(({ state }) => state === 'completed' || state === 'failed'),
      120,
    );
  });
  after(() => stack?.down());

  it('kills each part, and no process ends by itself', async (t) => {
    const { parts } = await stack.status();
    for (const { name, restarts } of parts) assert.equal(restarts, PARTS.includes(name) ? ROUNDS : 0, name);
    t.diagnostic(`killed: ${killer.kills.map(({ part }) => part).join(', ')}`);
    t.diagnostic(
      `refused uploads: ${tally(load.refused.values())}; broken event streams: ${tally(load.interruptions)}`,
    );
  });

  it('refuses uploads with 503, or not at all', () => {
    const reasons = new Set([...load.refused.values(), ...load.interruptions]);
    assert.deepEqual(
      [...reasons].filter((reason) => !/^(503 \w+|connection broken)$/.test(reason)),
      [],
    );
  });

  it('ends every accepted conversion, with a result or with a reason', (t) => {
    assert.equal(load.accepted.length, CONVERSIONS);
    const failures = load.accepted.flatMap(({ finished }) => (finished.status === 'failed' ? [finished.failure] : []));
    for (const failure of failures) assert.match(failure?.detail ?? '', /\w/);
    const attempts = load.accepted.map(({ finished }) => `${finished.status} after ${finished.attempts}`);
    t.diagnostic(`attempts of accepted conversions: ${tally(attempts)}`);
  });

  it('makes one job of an upload, and never changes a conversion that has ended', async (t) => {
    const uploads = new Set([...load.accepted, ...reference.accepted].map(({ requestId }) => requestId));
    assert.equal(uploads.size, CONVERSIONS + samples.length);
    const byRequest = Map.groupBy(rows, ({ requestId }) => requestId);
    for (const [request, jobs] of byRequest) {
      assert.equal(jobs.length, 1, `jobs of request ${request}`);
      assert.ok(uploads.has(request) || load.refused.has(request), `nobody sent request ${request}`);
    }
    for (const request of uploads) assert.ok(byRequest.has(request), `the job of request ${request} is lost`);
    assert.equal(new Set(rows.map(({ source }) => source)).size, rows.length);
    for (const { finished } of load.accepted) assert.deepEqual(await api(stack).show(finished), finished);
    t.diagnostic(`jobs of refused uploads: ${rows.length - uploads.size} of ${load.refused.size}`);
  });

  it('makes the same bytes as without kills', async () => {
    const expected = new Map<string, Buffer>();
    for (const { sample, finished } of reference.accepted) {
      expected.set(sample.name, await resultOf(api(stack), finished));
    }
    for (const { sample, finished } of load.accepted) {
      if (finished.status === 'failed') continue;
      const bytes = await resultOf(api(stack), finished);
      assert.ok(expected.get(sample.name)?.equals(bytes), `${sample.name}, conversion ${finished.id}`);
    }
  });

  it('has each line in Loki once, but for the last lines of killed processes', async (t) => {
    for (const service of CONVERSION_SERVICE_NAMES) {
      const losses = await settled(`lines of ${service}`, async () => {
        const stored = await storedLines(stack, service, since, new Date());
        return accountForLines(service, await processesOf(stack, service, killer.kills), stored, killer.kills);
      });
      t.diagnostic(describeLosses(service, 'lines', losses));
    }
  });

  it('has as many attempts in Prometheus as in the lines, but for the last counts of killed processes', async (t) => {
    const losses = await settled('attempts', async () => {
      const stored = await storedLines(stack, 'job_svc', since, new Date());
      const processes = await processesOf(stack, 'job_svc', killer.kills);
      return accountForAttempts(processes, stored, await storedAttempts(stack), killer.kills);
    });
    t.diagnostic(describeLosses('job_svc', 'counts', losses));
  });

  it('has as many finished jobs in the database as in the lines, and no attempt after the end of a job', async (t) => {
    const lines = (await processesOf(stack, 'job_svc', killer.kills)).flatMap((process) => process.lines);
    const jobsWith = (wanted: string) =>
      lines.flatMap(({ event, jobId }) => (event === wanted && jobId ? [jobId] : []));
    const succeeded = jobsWith('job succeeded');
    const completed = rows.filter(({ state }) => state === 'completed').map(({ id }) => id);
    const ends = new Map(rows.map(({ id, completedAt }) => [id, completedAt ?? Number.POSITIVE_INFINITY]));
    const unwritten = completed.filter((id) => isUnwritten(ends.get(id) ?? 0, 'job_svc', killer.kills));
    const explained = new Set([...succeeded, ...unwritten]);
    assert.deepEqual([...explained].sort(), completed.sort());
    const late = lines.filter(
      ({ event, jobId = '', time }) => event === 'job attempt started' && time > (ends.get(jobId) ?? 0),
    );
    assert.deepEqual(late, []);
    const stored = await storedLines(stack, 'job_svc', since, new Date());
    const inLoki = stored.filter(({ text }) => text.includes('"message":"job succeeded"')).length;
    const [counted] = await query(stack.url('prometheus'), SUCCEEDED);
    t.diagnostic(
      `successes: ${completed.length} in the database, ${succeeded.length} on stdout, ${inLoki} in Loki, ` +
        `${counted?.value} in Prometheus; all rows: ${tally(rows.map(({ state }) => state))}`,
    );
  });

  it('has each span in Jaeger once, and all spans of conversions that no kill touched', async (t) => {
    const processes = (await allProcesses()).flat();
    const windows = processes.flatMap((process) => {
      const from = unsentSince(process, killer.kills, KEPT_MILLIS.lines);
      return from === undefined ? [] : [{ from, to: process.killedAt ?? 0 }];
    });
    let [incomplete, untouched] = [0, 0];
    for (const { finished } of load.accepted) {
      const { trace_id: id = '', created_at: created, finished_at: ended = '', status } = finished;
      const [start, end] = [Date.parse(created) - 1000, Date.parse(ended) + 1000];
      const touched = status === 'failed' || windows.some(({ from, to }) => from <= end && to >= start);
      const missing = async () => {
        const spans = await findTrace(stack.url('jaeger'), id);
        assert.equal(new Set(spans.map((span) => span.id)).size, spans.length, `a span of ${id} is stored twice`);
        const names = new Set(spans.map(nameOf));
        return CONVERSION_SPANS.filter((name) => !names.has(name));
      };
      if (touched) {
        incomplete += (await missing()).length > 0 ? 1 : 0;
        continue;
      }
      untouched += 1;
      await until(`the spans of ${id}`, missing, (names) => names.length === 0);
    }
    t.diagnostic(`${incomplete} of ${CONVERSIONS} traces have lost spans; ${untouched} were touched by no kill`);
    assert.ok(untouched > 0);
  });

  function allProcesses(): Promise<ServiceProcess[][]> {
    return Promise.all(CONVERSION_SERVICE_NAMES.map((service) => processesOf(stack, service, killer.kills)));
  }
});

/** What has been lost, once nothing else is missing: what waits in the Collector arrives within seconds. */
async function settled(what: string, account: () => Promise<Account>): Promise<readonly Loss[]> {
  let losses: readonly Loss[] = [];
  const faults = async () => {
    const found = await account();
    losses = found.losses;
    return found.faults;
  };
  await until(what, faults, (found) => found.length === 0);
  return losses;
}

/** `a 3, b 1`. */
function tally(values: Iterable<string>): string {
  const counts = Map.groupBy(values, (value) => value);
  return [...counts].map(([value, all]) => `${value} ${all.length}`).join(', ') || 'none';
}
