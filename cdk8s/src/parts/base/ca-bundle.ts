import type { V1EnvVar, V1Volume, V1VolumeMount } from '@kubernetes/client-node';
import { items } from '../../template/blocks.ts';
import { any, present } from '../../template/condition.ts';
import type { Undecided } from '../../template/undecided.ts';
import type { Values } from '../../values.ts';

const FOLDER = '/etc/triptych/ca';
const FILE = 'ca.crt';
/** Where the bundle is in each container, for settings that name a file. */
export const CA_BUNDLE_FILE = `${FOLDER}/${FILE}`;

export interface Trust {
  readonly env: V1EnvVar[];
  readonly volumes: V1Volume[];
  readonly mounts: V1VolumeMount[];
}

/** Makes a container trust the authorities of the values in addition to those of its image. */
export function caBundle({ configMap, secret, key }: Undecided<Values['caBundle']>): Trust {
  const isGiven = any(present(configMap), present(secret));
  const file = [{ key, path: FILE }];
  return {
    env: items(isGiven, [
      // Node.js adds the file to the authorities that it has built in.
      { name: 'NODE_EXTRA_CA_CERTS', value: CA_BUNDLE_FILE },
      // Go reads the bundle of the image and every file of these folders. SSL_CERT_FILE would replace the bundle.
      { name: 'SSL_CERT_DIR', value: `/etc/ssl/certs:${FOLDER}` },
    ]),
    volumes: items(isGiven, [
      {
        name: 'ca-bundle',
        projected: {
          sources: [
            ...items(present(configMap), [{ configMap: { name: configMap, items: file } }]),
            ...items(present(secret), [{ secret: { name: secret, items: file } }]),
          ],
        },
      },
    ]),
    mounts: items(isGiven, [{ name: 'ca-bundle', mountPath: FOLDER, readOnly: true }]),
  };
}
