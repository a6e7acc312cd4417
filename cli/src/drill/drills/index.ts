import type { Drill } from '../drill.ts';
import { alertmanagerStopped, deadMansSwitch, deliveryFailing, rulesBroken } from './alerting.ts';
import { backendKilled, backendSlow } from './backends.ts';
import { certificateEnding } from './certificate.ts';
import { nowhereToRun, outOfMemory } from './cluster.ts';
import { invalidData, queueFull } from './collector.ts';
import { converterHang, slowConversions } from './conversions.ts';
import { imageSvcMisplaced, jobsGivenUp, postgresStopped, queueStalled } from './jobs.ts';
import { memoryHeld, memoryLeak } from './memory.ts';
import { crashLoop, eventLoopBlocked, serviceDown } from './processes.ts';
import { errorStorm, hostile, imageErrors, slowRequests } from './requests.ts';
import { collectorStopped, telemetrySilent } from './telemetry.ts';

/** All drills, in the order in which they run as far as they do not run beside each other: the longest first. */
export const DRILLS: readonly Drill[] = [
  errorStorm,
  queueStalled,
  memoryLeak,
  jobsGivenUp,
  slowConversions,
  backendSlow,
  backendKilled,
  slowRequests,
  converterHang,
  imageErrors,
  imageSvcMisplaced,
  hostile,
  crashLoop,
  eventLoopBlocked,
  certificateEnding,
  rulesBroken,
  invalidData,
  memoryHeld,
  telemetrySilent,
  // Long enough for user_svc to fail noticeably, which the next waits for.
  serviceDown,
  postgresStopped,
  queueFull,
  collectorStopped,
  nowhereToRun,
  outOfMemory,
  deliveryFailing,
  alertmanagerStopped,
  deadMansSwitch,
];
