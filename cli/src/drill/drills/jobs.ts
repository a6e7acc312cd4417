import { observeDeadLetters } from '../causes/dead-letters.ts';
import { startFault } from '../causes/faults.ts';
import { localControls } from '../controls.ts';
import type { Drill } from '../drill.ts';

export const jobsGivenUp: Drill = {
  name: 'jobs-given-up',
  summary: 'every conversion crashes, until jobs have used all their attempts',
  expects: [
    { alert: 'ConversionsFailing', severity: 'page', service: 'image_svc' },
    // Inhibited by ConversionsFailing during the fault.
    { alert: 'DeadLetters', severity: 'ticket', service: 'job_svc', late: true },
  ],
  holds: ['image_svc', 'job_svc'],
  async cause(context) {
    const { system, signal, afterwards } = context;
    const deadLetters = await observeDeadLetters(system.url('job_svc'));
    afterwards.defer(() => deadLetters.replay());
    await startFault(context, 'image_svc', { name: 'converters', mode: 'crash' });
    await deadLetters.untilThereAre(3, signal);
  },
};

export const imageSvcMisplaced: Drill = {
  name: 'image-svc-misplaced',
  summary: 'job_svc has a wrong address of image_svc, and gives up jobs at their first attempt',
  expects: [{ alert: 'JobSuccessBudgetBurn', severity: 'page', service: 'job_svc' }],
  holds: ['image_svc', 'job_svc'],
  where: 'local',
  async cause({ system, undo, afterwards }) {
    const { restart } = localControls(system);
    const deadLetters = await observeDeadLetters(system.url('job_svc'));
    afterwards.defer(() => deadLetters.replay());
    undo.defer(() => restart('job_svc'));
    await restart('job_svc', { IMAGE_SVC_URL: 'http://127.0.0.1:9', JOB_RETRY_LIMIT: '0' });
  },
};

/** job_svc works on four jobs at a time: each further job waits for one of them, 20 s each. */
const DELAY_SECONDS = 20;
const JOBS = 40;

export const queueStalled: Drill = {
  name: 'queue-stalled',
  summary: `image_svc takes ${DELAY_SECONDS} s for each of ${JOBS} jobs that arrive at once`,
  expects: [
    { alert: 'QueueBacklog', severity: 'ticket', service: 'job_svc' },
    { alert: 'JobAgeBudgetBurn', severity: 'page', service: 'job_svc' },
    { alert: 'OldestJobTooOld', severity: 'page', service: 'job_svc' },
  ],
  holds: ['image_svc', 'job_svc'],
  // OldestJobTooOld needs a job that is two minutes old.
  fireSeconds: 240,
  async cause(context) {
    const { visitors, undo } = context;
    await startFault(context, 'image_svc', { name: 'latency', delaySeconds: DELAY_SECONDS });
    undo.defer(visitors.add(JOBS / 8, [{ kind: 'png', weight: 1 }], 8).end);
  },
};

export const postgresStopped: Drill = {
  name: 'postgres-stopped',
  summary: 'PostgreSQL is stopped',
  expects: [{ alert: 'QueueUnavailable', severity: 'page', service: 'postgres' }],
  inhibits: ['UserSvcErrorBudgetBurn'],
  holds: ['postgres', 'job_svc', 'errors of user_svc'],
  async cause({ system, undo }) {
    undo.defer(() => system.start('postgres'));
    await system.stop('postgres');
  },
};
