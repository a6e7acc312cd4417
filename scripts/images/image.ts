import { SERVICE_NAMES } from '@triptych/parts';

/** An image of this repository and the package that it runs. */
export interface Image {
  readonly name: string;
  /** Folder of the package. */
  readonly folder: string;
  readonly dockerfile: string;
  /** The build argument SERVICE; undefined where the Dockerfile is for one image alone. */
  readonly service?: string;
}

/** Every image that this repository makes. */
export const images: readonly Image[] = [
  ...SERVICE_NAMES.map((name) => ({
    name,
    folder: `services/${name}`,
    dockerfile: 'services/Dockerfile',
    service: name,
  })),
  { name: 'cli', folder: 'cli', dockerfile: 'cli/Dockerfile' },
];

/** Where images go, and the machines that they are for. */
export interface Target {
  /** The registry with its path: what precedes the name of an image. */
  readonly registry: string;
  readonly tag: string;
  /** Such as `linux/arm64`; none means the platform of the container engine. */
  readonly platforms: readonly string[];
  readonly push: boolean;
}

/** The registry of images for this machine and kind, as in charts/environments/dev.yaml. No public registry has the name. */
export const LOCAL_REGISTRY = 'localhost/triptych';

/** The name by which a container engine and the chart know an image. */
export const referenceOf = ({ name }: Image, { registry, tag }: Pick<Target, 'registry' | 'tag'>): string =>
  `${registry}/${name}:${tag}`;
