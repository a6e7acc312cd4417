import { items } from '../template/blocks.ts';
import { is } from '../template/condition.ts';
import { chartContext } from './context.ts';
/** What `helm install` prints. */
export function notes(): unknown[] {
  const { values, release } = chartContext(new Set());
  const { name, namespace } = release;
  const forward = (component: string, port: number) =>
    `  kubectl -n ${namespace} port-forward svc/${name}-${component} ${port}   # http://localhost:${port}`;
  return [
    `Triptych is installed as ${name} in ${namespace}.`,
    '',
    'Prove that its signals link:',
    `  helm -n ${namespace} test ${name}`,
    '',
    'Convert a picture:',
    forward('user-svc', 8081),
    '  curl -F file=@photo.jpg -F format=webp localhost:8081/v1/conversions',
    '',
    'See it ("triptych ui" forwards all of them at once):',
    ...items(is(values.grafana.mode, 'bundled'), [forward('grafana', 3000)]),
    ...items(is(values.jaeger.mode, 'bundled'), [forward('jaeger', 16_686)]),
    ...items(is(values.prometheus.mode, 'bundled'), [forward('prometheus', 9090)]),
    ...items(is(values.alertmanager.mode, 'bundled'), [forward('alertmanager', 9093)]),
    ...items(is(values.grafana.mode, 'bundled'), [
      '',
      'The password of admin in Grafana:',
      `  kubectl -n ${namespace} get secret ${name}-grafana -o jsonpath='{.data.admin-password}' | base64 -d`,
    ]),
    '',
    '"helm uninstall" keeps the volumes, with their data, for a next installation under this name. To remove them:',
    `  kubectl -n ${namespace} get pvc -l app.kubernetes.io/instance=${name}`,
    `  kubectl -n ${namespace} delete pvc -l app.kubernetes.io/instance=${name}`,
  ];
}
