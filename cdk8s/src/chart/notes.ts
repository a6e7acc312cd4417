import { PARTS, type PartName } from '@triptych/parts';
import { sendsAlerts } from '../parts/backends/receivers.ts';
import { hasCertificate } from '../parts/base/entrance.ts';
import { mainPort, portOf } from '../parts/base/ports.ts';
import { items } from '../template/blocks.ts';
import { ALWAYS, all, any, type Condition, either, is, not, present } from '../template/condition.ts';
import { asText, firstOf } from '../template/text.ts';
import { token } from '../template/token.ts';
import { chartContext } from './context.ts';
import { requested } from './notes-requests.ts';

/** The release as Helm knows it: the names of objects may begin with another text. */
const RELEASE = token<string>('.Release.Name');

/** What `helm install` prints. */
export function notes(): unknown[] {
  const { values, release, version } = chartContext(new Map());
  const { name, namespace } = release;
  const { console, jaeger, loki, prometheus, alertmanager, grafana, ingress, collector } = values;
  const { bearerToken: otlpToken } = collector.otlp;
  const forward = (part: PartName) => {
    const port = portOf(part, mainPort(part));
    return `  kubectl -n ${namespace} port-forward svc/${name}-${PARTS[part].component} ${port}   # http://localhost:${port}`;
  };
  const lines = (condition: Condition, ...some: readonly string[]) => items(condition, some);
  const underOperator = is(prometheus.mode, 'operator');
  const pages: Partial<Record<PartName, Condition>> = {
    console: console.enabled,
    grafana: is(grafana.mode, 'bundled'),
    jaeger: is(jaeger.mode, 'bundled'),
    prometheus: is(prometheus.mode, 'bundled'),
    alertmanager: all(is(alertmanager.mode, 'bundled'), not(underOperator)),
  };
  /** Where a signal goes that no backend of this release keeps. */
  const elsewhere = (signal: string, { mode, queryUrl }: typeof jaeger | typeof loki | typeof prometheus) => [
    ...lines(
      is(mode, 'external'),
      `${signal} go to an external backend: ${firstOf(queryUrl, 'its queryUrl is not set')}`,
    ),
    ...lines(is(mode, 'disabled'), `${signal} are not kept: the mode of their backend is "disabled".`),
  ];
  const scheme = either(hasCertificate(values), 'https', 'http');

  return [
    `Triptych ${version} is installed as ${RELEASE} in ${namespace}.`,
    `It requests ${requested(values)} of memory on one node, the agent of the Collector once more on each further node.`,
    '',
    'Check that traces, metrics and logs arrive and link to each other:',
    `  helm -n ${namespace} test ${RELEASE}`,
    '',
    'Convert a picture:',
    forward('user_svc'),
    `  curl -F file=@photo.jpg -F format=webp localhost:${portOf('user_svc', 'http')}/v1/conversions`,
    ...lines(
      all(ingress.enabled, present(ingress.host)),
      `The Ingress publishes it as ${scheme}://${ingress.host}/v1/conversions.`,
    ),
    ...lines(any(...Object.values(pages)), '', 'Open a page ("npx triptych ui" forwards all of them at once):'),
    ...Object.entries(pages).flatMap(([part, shown]) => lines(shown ?? ALWAYS, forward(part as PartName))),
    ...elsewhere('Traces', jaeger),
    ...elsewhere('Log lines', loki),
    ...elsewhere('Metrics', prometheus),
    ...lines(
      underOperator,
      'Metrics and alerts are with the Prometheus Operator, which docs/staging.md says how to set up.',
    ),
    ...lines(
      collector.tailSampling.enabled,
      `Of the traces without an error that are not slow, ${asText(collector.tailSampling.keepPercent)} % are kept.`,
    ),
    ...lines(
      all(pages.alertmanager ?? ALWAYS, not(sendsAlerts(alertmanager.receivers))),
      'Nobody is notified of alerts: enable receivers with alertmanager.receivers.',
    ),
    ...lines(
      all(console.enabled, is(console.access, 'token')),
      '',
      'Token for the console:',
      `  kubectl -n ${namespace} get secret ${firstOf(console.existingSecret, `${name}-console`)} -o jsonpath='{.data.token}' | base64 -d`,
    ),
    ...lines(
      collector.otlp.enabled,
      '',
      'Senders outside of this release need the address and the token of the Collector (docs/your-service.md):',
      `  kubectl -n ${namespace} get service ${name}-collector-otlp`,
      `  kubectl -n ${namespace} get secret ${firstOf(otlpToken.existingSecret, `${name}-collector`)} -o jsonpath='{.data.${otlpToken.key}}' | base64 -d`,
    ),
    ...lines(
      is(grafana.mode, 'bundled'),
      '',
      'Password of the user "admin" in Grafana:',
      `  kubectl -n ${namespace} get secret ${firstOf(grafana.existingSecret, `${name}-grafana`)} -o jsonpath='{.data.admin-password}' | base64 -d`,
    ),
    '',
    '"helm uninstall" keeps volumes and generated passwords for the next installation under this name. To list and delete them:',
    `  kubectl -n ${namespace} get pvc,secret -l app.kubernetes.io/instance=${name}`,
    `  kubectl -n ${namespace} delete pvc,secret -l app.kubernetes.io/instance=${name}`,
  ];
}
