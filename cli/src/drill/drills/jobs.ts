import { deadLetters } from '../causes/dead-letters.ts';
import { startFault } from '../causes/faults.ts';
import { localMeans } from '../controls.ts';
import type { Drill } from '../drill.ts';

export const jobsGivenUp: Drill = {
  name: 'jobs-given-up',
  summary: 'every conversion crashes, until jobs have had their last attempt',
  expects: [
    { alert: 'ConversionsFailing', severity: 'page', service: 'image_svc' },
    // Until then it is told that conversions fail.
    { alert: 'DeadLetters', severity: 'ticket', service: 'job_svc', late: true },
  ],
  holds: ['image_svc', 'job_svc'],
  async cause(scene) {
    const { system, signal, afterwards } = scene;
    const letters = await deadLetters(system.url('job_svc'));
    afterwards.defer(() => letters.replay());
    await startFault(scene, 'image_svc', { name: 'converters', mode: 'crash' });
    await letters.untilThere(3, signal);
  },
};

export const imageSvcMisplaced: Drill = {
  name: 'image-svc-misplaced',
  summary: 'job_svc looks for image_svc where nobody listens, and gives jobs up soon',
  expects: [{ alert: 'JobSuccessBudgetBurn', severity: 'page', service: 'job_svc' }],
  holds: ['image_svc', 'job_svc'],
  where: 'local',
  async cause({ system, undo, afterwards }) {
    const { restart } = localMeans(system);
    const letters = await deadLetters(system.url('job_svc'));
    afterwards.defer(() => letters.replay());
    undo.defer(() => restart('job_svc'));
    await restart('job_svc', { IMAGE_SVC_URL: 'http://127.0.0.1:9', JOB_RETRY_LIMIT: '0' });
  },
};

/** A job waits for one of the four that are worked on to end: 20 s each. */
const DELAY_SECONDS = 20;
const JOBS = 40;

export const queueStalled: Drill = {
  name: 'queue-stalled',
  summary: `image_svc takes ${DELAY_SECONDS} s for each of ${JOBS} jobs that come at once`,
  expects: [
    { alert: 'QueueBacklog', severity: 'ticket', service: 'job_svc' },
    { alert: 'JobAgeBudgetBurn', severity: 'page', service: 'job_svc' },
    { alert: 'OldestJobTooOld', severity: 'page', service: 'job_svc' },
  ],
  holds: ['image_svc', 'job_svc'],
  // A job must be two minutes old.
  fireSeconds: 240,
  async cause(scene) {
    const { traffic, undo } = scene;
    await startFault(scene, 'image_svc', { name: 'latency', delaySeconds: DELAY_SECONDS });
    undo.defer(traffic.add(JOBS / 8, [{ kind: 'png', weight: 1 }], 8).end);
  },
};

export const postgresStopped: Drill = {
  name: 'postgres-stopped',
  summary: 'PostgreSQL is stopped',
  expects: [{ alert: 'QueueUnavailable', severity: 'page', service: 'postgres' }],
  silences: ['UserSvcErrorBudgetBurn'],
  holds: ['postgres', 'job_svc', 'errors of user_svc'],
  async cause({ system, undo }) {
    undo.defer(() => system.start('postgres'));
    await system.stop('postgres');
  },
};
