import manifest from '../../package.json' with { type: 'json' };

/** An image of ours and where it is described. */
export interface Image {
  readonly name: string;
  readonly dockerfile: string;
  /** As the chart names it: the tag is the version of the repository. */
  readonly reference: string;
}

const image = (name: string, folder: string): Image => ({
  name,
  dockerfile: `${folder}/Dockerfile`,
  reference: `docker.io/triptych/${name}:${manifest.version}`,
});

/** Every image that this repository makes. */
export const images: readonly Image[] = [
  image('user_svc', 'services/user_svc'),
  image('job_svc', 'services/job_svc'),
  image('image_svc', 'services/image_svc'),
  image('cli', 'cli'),
];

/** The arguments of "docker" that build an image. */
export function buildArguments({ dockerfile, reference }: Image): string[] {
  const version = `VERSION=${manifest.version}`;
  return ['build', '--progress=plain', '--file', dockerfile, '--tag', reference, '--build-arg', version, '.'];
}

/** The arguments of "kind" that give images to the nodes of a cluster. */
export function loadArguments(cluster: string): string[] {
  return ['load', 'docker-image', '--name', cluster, ...images.map(({ reference }) => reference)];
}
