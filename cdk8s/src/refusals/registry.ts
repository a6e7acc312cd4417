import { all, any, not, present } from '../template/condition.ts';
import type { Undecided } from '../template/undecided.ts';
import type { Values } from '../values.ts';
import type { Refusal } from './refusals.ts';

/** An image of this repository without a registry. No default is right: a public one could hold a stranger's images. */
export function registryRefusals({ image, ...values }: Undecided<Values>): Refusal[] {
  const { console, verify } = values;
  const parts = [values.userSvc, values.jobSvc, values.imageSvc, values.test];
  return [
    {
      when: all(
        not(present(image.registry)),
        any(
          ...parts.map((part) => not(present(part.image.registry))),
          ...[console, verify].map(({ enabled, image }) => all(enabled, not(present(image.registry)))),
        ),
      ),
      why:
        'image.registry is empty, so nothing says where the images of the services are. Set it to the registry that has them, ' +
        'such as image.registry=registry.example.com/triptych; "npm run release" puts them there, and its chart names that ' +
        'registry (docs/staging.md). On kind, use charts/environments/dev.yaml.',
    },
  ];
}
