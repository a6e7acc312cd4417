import { startSchedule } from '../causes/verify-schedule.ts';
import { localControls } from '../controls.ts';
import type { Drill } from '../drill.ts';

export const linkBroken: Drill = {
  name: 'link-broken',
  summary: 'every part works, but job_svc does not continue the traces of its callers',
  expects: [{ alert: 'SignalLinkBroken', severity: 'ticket', service: 'triptych_verify' }],
  // Almost any other fault breaks a link as well.
  holds: ['everything'],
  where: 'local',
  async cause({ system, undo, afterwards }) {
    const local = localControls(system);
    undo.defer(() => local.restart('job_svc'));
    await local.restart('job_svc', { OTEL_PROPAGATORS: 'none' });
    const schedule = startSchedule(system);
    afterwards.defer(() => schedule.end());
    afterwards.defer(() => schedule.untilAllHold());
  },
};

export const verifySilent: Drill = {
  name: 'verify-silent',
  summary: 'the links between signals have been checked again and again, and then no more',
  expects: [{ alert: 'VerifyMissing', severity: 'ticket', service: 'triptych_verify' }],
  holds: ['everything'],
  where: 'local',
  async cause({ system, undo }) {
    const schedule = startSchedule(system);
    undo.defer(() => schedule.end());
    await schedule.untilAllHold();
    await schedule.stop();
  },
};
