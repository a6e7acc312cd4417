import { type Finding, fail, judge, ok, type Section, unknown, warn } from '../finding.ts';
import { mebibytes } from '../quantity.ts';
import type { ClaimView, FillView, Reading, Snapshot } from '../snapshot.ts';

/** Volumes: is each bound, and how full is it. */
export function checkVolumes({ claims, fill, namespace }: Snapshot): Section {
  const findings = judge(claims, 'volumes', (found) =>
    found.length === 0
      ? [warn('no volume: what the backends hold is gone with their pods', 'set persistence.enabled of each part')]
      : [...found.map((claim) => claimFinding(claim, fill, namespace)), ...fillUnknown(fill)],
  );
  return { title: 'Volumes', findings };
}

function claimFinding(
  { name, phase, size }: ClaimView,
  fill: Reading<readonly FillView[]>,
  namespace: string,
): Finding {
  if (phase !== 'Bound') {
    const advice = `kubectl describe pvc -n ${namespace} ${name}: is there a StorageClass that can make it?`;
    return fail(`${name}: ${phase}, not bound`, advice);
  }
  const bound = `${name}: bound, ${size}`;
  if ('unknown' in fill) return ok(bound);
  const found = fill.value.find(({ claim }) => claim === name);
  // Kubelets do not measure some kinds, such as folders of the node.
  if (!found) return ok(`${bound}; how full is not known, its kind of volume does not tell`);
  const share = found.used / found.capacity;
  const what = `${bound}, ${Math.round(share * 100)} % of ${mebibytes(found.capacity)} full`;
  const advice = 'raise persistence.size where the StorageClass can grow volumes, or lower the retention';
  if (share > 0.95) return fail(what, advice);
  return share > 0.8 ? warn(what, advice) : ok(what);
}

function fillUnknown(fill: Reading<readonly FillView[]>): Finding[] {
  return 'unknown' in fill ? [unknown('how full they are', fill)] : [];
}
