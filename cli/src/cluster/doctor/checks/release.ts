import { type Finding, fail, judge, ok, type Section, unknown, warn } from '../finding.ts';
import type { HelmView, ReleaseView, Snapshot } from '../snapshot.ts';

/** Checks that there is a release, and that Helm finished its last revision. */
export function checkRelease({ release, namespace }: Snapshot): Section {
  const findings =
    'value' in release
      ? releaseFindings(release.value, namespace)
      : [release.right ? unknown('release', release) : fail(release.unknown)];
  return { title: 'Release', findings };
}

function releaseFindings(release: ReleaseView, namespace: string): readonly Finding[] {
  const { name, managedBy, helm } = release;
  const found = ok(`${name} in namespace ${namespace}`);
  return [found, ...judge(helm, 'what Helm recorded', (view) => [helmFinding(view, name, namespace, managedBy)])];
}

function helmFinding(
  helm: HelmView | undefined,
  name: string,
  namespace: string,
  managedBy: string | undefined,
): Finding {
  if (!helm) {
    if (managedBy !== 'Helm') return ok('installed from plain manifests, without Helm');
    return warn(
      'its labels say that Helm installed it, but Helm has no record of it',
      `helm history ${name} -n ${namespace}`,
    );
  }
  const what = `Helm revision ${helm.revision}: ${helm.status}`;
  if (helm.status === 'deployed') return ok(what);
  const pending = helm.status.startsWith('pending') || helm.status === 'uninstalling';
  const back =
    helm.revision > 1
      ? `"helm rollback ${name} -n ${namespace}" returns to the revision before`
      : 'uninstall it with Helm and install it again';
  const advice = `"helm history ${name} -n ${namespace}" shows when and why; ${back}`;
  return pending ? warn(`${what}: still running, or interrupted`, advice) : fail(what, advice);
}
