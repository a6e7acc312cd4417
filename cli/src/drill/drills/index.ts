import type { Drill } from '../drill.ts';
import { alertmanagerStopped, deadMansSwitch, deliveryFailing, rulesBroken } from './alerting.ts';
import { backendKilled, backendSlow } from './backends.ts';
import { certificateEnding } from './certificate.ts';
import { nowhereToRun, outOfMemory } from './cluster.ts';
import { invalidData, queueFull } from './collector.ts';
import { converterHang, slowConversions } from './conversions.ts';
import { imageSvcMisplaced, jobsGivenUp, postgresStopped, queueStalled } from './jobs.ts';
import { memoryHeld, memoryLeak } from './memory.ts';
import { otherServiceFails, otherServiceSilent } from './other-services.ts';
import { crashLoop, eventLoopBlocked, serviceDown } from './processes.ts';
import { errorStorm, hostileUploads, imageErrors, slowRequests } from './requests.ts';
import { collectorStopped, telemetrySilent } from './telemetry.ts';
import { linkBroken, verifySilent } from './verify.ts';

/** Every drill. Drills that cannot run together run in this order: the longest first. */
export const DRILLS: readonly Drill[] = [
  errorStorm,
  queueStalled,
  memoryLeak,
  jobsGivenUp,
  slowConversions,
  otherServiceSilent,
  backendSlow,
  backendKilled,
  slowRequests,
  converterHang,
  imageErrors,
  imageSvcMisplaced,
  hostileUploads,
  crashLoop,
  eventLoopBlocked,
  certificateEnding,
  rulesBroken,
  otherServiceFails,
  invalidData,
  memoryHeld,
  telemetrySilent,
  // It makes user_svc fail for long enough to fire an alert, which the next drill waits for.
  serviceDown,
  postgresStopped,
  queueFull,
  collectorStopped,
  linkBroken,
  verifySilent,
  nowhereToRun,
  outOfMemory,
  deliveryFailing,
  alertmanagerStopped,
  deadMansSwitch,
];
