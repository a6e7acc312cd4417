import { all, any, type Condition, not, present } from '../template/condition.ts';
import type { Undecided } from '../template/undecided.ts';
import type { Values } from '../values.ts';

/** Whether an image of this repository has no registry. No default is right: a public one could hold a stranger's images. */
export function lacksRegistry({ image, ...values }: Undecided<Values>): Condition {
  const parts = [values.userSvc, values.jobSvc, values.imageSvc, values.test];
  return all(not(present(image.registry)), any(...parts.map((part) => not(present(part.image.registry)))));
}

export const NO_REGISTRY =
  'image.registry is empty, so nothing says where the images of the services are. Set it to the registry that has them, ' +
  'such as image.registry=registry.example.com/triptych; "npm run release" puts them there, and its chart names that ' +
  'registry (docs/staging.md). On kind, use charts/environments/dev.yaml.';
