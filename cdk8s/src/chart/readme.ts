import { leaves } from './values-file.ts';

const cell = (value: unknown) => JSON.stringify(value).replaceAll('|', '\\|');

/** The README of the chart: how to install it, and a table of all values. */
export function readme(requests: string): string {
  const rows = leaves().map(({ path, description, value }) => `| \`${path}\` | \`${cell(value)}\` | ${description} |`);
  return `# Triptych

Picture conversion in three services whose traces, metrics and logs link to each other, with the OpenTelemetry
Collector, Jaeger, Loki, Prometheus, Alertmanager and Grafana. Each backend is bundled, external or disabled.

\`\`\`sh
npm run release -- --registry registry.example.com/triptych --version 1.0.0
helm install triptych oci://registry.example.com/triptych/triptych --version 1.0.0 --wait
helm test triptych
\`\`\`

${requests}
A node with two cores is enough, such as one of kind, where Kubernetes itself requests 0.95 cores.

\`npm run release\` publishes the images and this chart in a registry that you choose, and the published chart names that
registry. The chart in the repository names none: it needs \`image.registry\`, and on kind \`charts/environments/dev.yaml\`,
which has the name of the images that \`npm run images -- --load CLUSTER\` copies into the cluster. docs/staging.md has every
step.

\`charts/environments\` has values for each kind of environment: \`dev.yaml\` for a kind cluster, \`staging.yaml\` for a
hardened release on external stores, \`minimal.yaml\` for a release without any backend.

- **Images** of the services and of the command are \`image.registry\`/NAME:\`image.tag\`; the tag is by default the version of
  the chart. All other images come from \`global.imageRegistry\`, where you set it to a mirror. Every tag may have a digest:
  \`loki.image.tag=3.7.8@sha256:…\`.
- **Credentials** are generated at the first installation and kept by upgrades, or come from an \`existingSecret\`.
  \`caBundle\` adds the certificates of private authorities to every part.
  \`helm upgrade\` restarts the pods on both sides of a Secret that has changed. Tools that only render the chart, such as
  Argo CD, need existing Secrets: docs/gitops.md.
- **Volumes** and generated credentials outlive the release. \`helm uninstall\` keeps the PersistentVolumeClaims and
  Secrets, and the next installation under the same name uses them.
  \`kubectl get pvc,secret -l app.kubernetes.io/instance=RELEASE\` lists them.
- **Pods** meet the Pod Security level "restricted": no root user, a read-only root file system, no capabilities. Every
  container has requests, and a limit of memory. On OpenShift add \`charts/environments/openshift.yaml\`.
- **Network policies** allow each part the connections that it needs and no others. \`networkPolicy.apiFrom\`,
  \`pagesFrom\`, \`monitoringFrom\` and \`telemetryFrom\` open parts to further peers, such as an ingress controller.
  \`collector.otlp\` takes telemetry from outside of the release, with TLS and a token: docs/your-service.md.
  \`kubectl port-forward\` works without them.
- **Values** that cannot work, alone or together, are refused before anything is installed, with a sentence that says what to do.
- **Names** of objects begin with the name of the release, so one namespace can hold several releases. In an umbrella chart
  \`nameOverride\` or \`fullnameOverride\` sets another beginning, and \`condition: triptych.enabled\` switches the chart off.

This chart, its values and this page are generated from \`cdk8s/src\`.

## Values

| value | default | meaning |
|---|---|---|
${rows.join('\n')}
`;
}
