import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from './cluster.ts';
import { run } from './run.ts';

/** The last commit of 0.1.0: docs/upgrading.md says what an upgrade from it needs. */
const COMMIT = '70573290fb57c6ed4b4d4dd8713816c188ab6498';

/** Why the earlier version cannot be tested; undefined when it can. */
export function earlierIsMissing(): string | undefined {
  try {
    execFileSync('git', ['cat-file', '-e', `${COMMIT}^{commit}`], { cwd: repository, stdio: 'ignore' });
    return undefined;
  } catch {
    return `this clone has no commit ${COMMIT.slice(0, 7)}: "git fetch --unshallow" gets it`;
  }
}

/** The files of the earlier version, and its images in the container engine and in a kind cluster. */
export interface Earlier extends Disposable {
  readonly chart: string;
  readonly values: string;
}

/** Takes the earlier version from git, builds its services and loads them into the kind cluster `name`. */
export async function buildEarlier(name: string): Promise<Earlier> {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-earlier-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const archive = join(folder, 'archive.tar');
    await run('git', ['-C', repository, 'archive', '--output', archive, COMMIT]);
    await run('tar', ['-xf', archive, '-C', folder]);
    rmSync(archive);
    const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const { version } = read('package.json');
    const parts = Object.entries(read('parts.json') as Record<string, { group: string }>);
    const services = parts.filter(([, { group }]) => group === 'service').map(([service]) => service);
    const references = services.map((service) => `docker.io/triptych/${service}:${version}`);
    for (const [i, reference] of references.entries()) {
      const given = [`SERVICE=${services[i]}`, `VERSION=${version}`].flatMap((one) => ['--build-arg', one]);
      const file = ['--file', join(folder, 'services/Dockerfile')];
      await run('docker', ['build', '--quiet', ...file, ...given, '--tag', reference, folder], {
        env: { DOCKER_BUILDKIT: '1' },
      });
    }
    await run('kind', ['load', 'docker-image', '--name', name, ...references]);
  } catch (error) {
    remove();
    throw error;
  }
  return {
    chart: join(folder, 'charts/triptych'),
    values: join(folder, 'charts/environments/dev.yaml'),
    [Symbol.dispose]: remove,
  };
}
