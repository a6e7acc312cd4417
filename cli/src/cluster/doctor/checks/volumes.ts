import { type Finding, fail, judge, ok, type Section, unknown, warn } from '../finding.ts';
import { mebibytes } from '../quantity.ts';
import type { ClaimView, FillView, Reading, Snapshot } from '../snapshot.ts';

/** Checks that each volume is bound, and how full it is. */
export function checkVolumes({ claims, fill, namespace }: Snapshot): Section {
  const findings = judge(claims, 'volumes', (found) =>
    found.length === 0
      ? [
          warn(
            'no volume: the backends lose their data with their pods',
            'set the value persistence.enabled of each part',
          ),
        ]
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
    const advice = `kubectl describe pvc -n ${namespace} ${name} says why; there may be no StorageClass that can provide it`;
    return fail(`${name}: ${phase}, not bound`, advice);
  }
  const bound = `${name}: bound, ${size}`;
  if ('unknown' in fill) return ok(bound);
  const found = fill.value.find(({ claim }) => claim === name);
  // Kubelets do not measure some kinds of volumes, such as folders of the node.
  if (!found) return ok(`${bound}; this kind of volume does not report how full it is`);
  const share = found.used / found.capacity;
  const what = `${bound}, ${Math.round(share * 100)} % of ${mebibytes(found.capacity)} full`;
  const advice = 'enlarge it as docs/volumes.md says, if the StorageClass can expand volumes, or shorten the retention';
  if (share > 0.95) return fail(what, advice);
  return share > 0.8 ? warn(what, advice) : ok(what);
}

function fillUnknown(fill: Reading<readonly FillView[]>): Finding[] {
  return 'unknown' in fill ? [unknown('how full the volumes are', fill)] : [];
}
