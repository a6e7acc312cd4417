import { PART_NAMES, PARTS } from '@triptych/parts';

const parts = PART_NAMES.map((name) => ({ name, component: PARTS[name].component }));
const components = parts.map(({ component }) => component).join('|');

/**
 * A template for the name of a part, from the value of a label that is its component: `image-svc` gives `image_svc`. A
 * template cannot look anything up, so there is one replacement for each component that is not the name of its part.
 */
const named = (value: string): string =>
  `{{ ${[
    value,
    ...parts
      .filter(({ name, component }) => name !== component)
      .map(({ name, component }) => `reReplaceAll "^${component}$" "${name}"`),
  ].join(' | ')} }}`;

/** The part that a container belongs to: containers are named after the component. */
export const partOfContainer: string = named('$labels.container');

/** The part of a workload or a pod, by a label with its name: RELEASE-image-svc, RELEASE-loki-0. */
export const partOfObject = (labelName: string): string =>
  named(`$labels.${labelName} | reReplaceAll "^.*-(${components})(-[0-9]+)?$" "$1"`);
