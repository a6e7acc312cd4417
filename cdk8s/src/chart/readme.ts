import { leaves } from './values-file.ts';

const cell = (value: unknown) => JSON.stringify(value).replaceAll('|', '\\|');

/** The README of the chart: how to install it, and every value. */
export function readme(): string {
  const rows = leaves().map(({ path, description, value }) => `| \`${path}\` | \`${cell(value)}\` | ${description} |`);
  return `# Triptych

Picture conversion in three services whose traces, metrics and logs link to each other, with the OpenTelemetry
Collector, Jaeger, Loki, Prometheus, Alertmanager and Grafana. Every backend can be bundled, external or left out.

\`\`\`sh
helm install triptych charts/triptych --wait
helm test triptych
\`\`\`

Values for each kind of place are in \`charts/environments\`: \`dev.yaml\` for kind, \`staging.yaml\` hardened and on
stores of yours, \`minimal.yaml\` with no backend at all.

- **Credentials** are made at the first installation and kept over upgrades, or come from an \`existingSecret\`.
- **Volumes** outlive the release. \`helm uninstall\` leaves the PersistentVolumeClaims, and the next installation under the
  same name finds its data: \`kubectl get pvc -l app.kubernetes.io/instance=RELEASE\`.
- **Pods** run as the Pod Security level "restricted" asks: not root, root file system read-only, no capabilities.
- **Network**: each part may talk to the parts it needs and to nobody else. \`networkPolicy.from\` opens user_svc and the
  pages of the backends, for an ingress controller for instance; \`kubectl port-forward\` works without.
- **Names** begin with the release, so that several fit into one namespace.

This chart, its values and this page are made from \`cdk8s/src\`.

## Values

| value | default | meaning |
|---|---|---|
${rows.join('\n')}
`;
}
