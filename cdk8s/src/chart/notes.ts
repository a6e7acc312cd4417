import { PARTS, type PartName } from '@triptych/parts';
import { mainPort, portOf } from '../parts/base/ports.ts';
import { items } from '../template/blocks.ts';
import { is } from '../template/condition.ts';
import { chartContext } from './context.ts';

const PAGES = ['grafana', 'jaeger', 'prometheus', 'alertmanager'] as const satisfies readonly PartName[];

/** What `helm install` prints. */
export function notes(requests: string): unknown[] {
  const { values, release } = chartContext(new Set());
  const { name, namespace } = release;
  const forward = (part: PartName) => {
    const port = portOf(part, mainPort(part));
    return `  kubectl -n ${namespace} port-forward svc/${name}-${PARTS[part].component} ${port}   # http://localhost:${port}`;
  };
  return [
    `Triptych is installed as ${name} in ${namespace}.`,
    '',
    requests,
    '',
    'Check that traces, metrics and logs arrive and link to each other:',
    `  helm -n ${namespace} test ${name}`,
    '',
    'Convert a picture:',
    forward('user_svc'),
    `  curl -F file=@photo.jpg -F format=webp localhost:${portOf('user_svc', 'http')}/v1/conversions`,
    '',
    'Open a page ("npx triptych ui" forwards all of them at once):',
    ...PAGES.flatMap((part) => items(is(values[part].mode, 'bundled'), [forward(part)])),
    ...items(is(values.grafana.mode, 'bundled'), [
      '',
      'Password of the user "admin" in Grafana:',
      `  kubectl -n ${namespace} get secret ${name}-grafana -o jsonpath='{.data.admin-password}' | base64 -d`,
    ]),
    '',
    '"helm uninstall" keeps volumes and generated passwords for the next installation under this name. To list and delete them:',
    `  kubectl -n ${namespace} get pvc,secret -l app.kubernetes.io/instance=${name}`,
    `  kubectl -n ${namespace} delete pvc,secret -l app.kubernetes.io/instance=${name}`,
  ];
}
