import { readFile } from 'node:fs/promises';
import type { V1Node, V1Secret, V1Service } from '@kubernetes/client-node';
import { type Authority, createAuthority } from '../../../services/job_svc/test/support/authority.ts';
import type { Receiver } from '../../stack/support/otlp-calls.ts';
import type { Cluster } from './cluster.ts';
import { RELEASE } from './release.ts';

const CERTIFICATE = 'otlp-tls';
const COLLECTOR = `${RELEASE}-collector`;

/** Settings of a release that takes telemetry of senders outside of the cluster at a port of its nodes. */
export const WITH_RECEIVER = [
  'collector.otlp.enabled=true',
  'collector.otlp.service.type=NodePort',
  `collector.otlp.tls.secretName=${CERTIFICATE}`,
];

/** What a sender outside of the cluster is given. */
export interface Outside {
  readonly overGrpc: Receiver;
  readonly overHttp: Receiver;
  /** The token that the chart has made. */
  readonly token: string;
}

/** Makes the Secret with a certificate for the address of a node. Resolves to its authority. */
export async function createCertificate(cluster: Cluster): Promise<Authority> {
  const authority = createAuthority();
  const { key, certificate } = authority.sign(await nodeAddress(cluster));
  await cluster.kubectl(['create', 'secret', 'tls', CERTIFICATE, `--cert=${certificate}`, `--key=${key}`]);
  return authority;
}

/** Reads from a release what its senders are given. */
export async function readOutside(cluster: Cluster, authority: Authority): Promise<Outside> {
  const [address, services, secrets, ca] = await Promise.all([
    nodeAddress(cluster),
    cluster.get<V1Service>('services'),
    cluster.get<V1Secret>('secrets'),
    readFile(authority.certificate, 'utf8'),
  ]);
  const ports = services.find(({ metadata }) => metadata?.name === `${COLLECTOR}-otlp`)?.spec?.ports ?? [];
  const receiver = (name: string): Receiver => {
    const port = ports.find((one) => one.name === name)?.nodePort;
    return { address: `${address}:${port}`, ca };
  };
  const encoded = secrets.find(({ metadata }) => metadata?.name === COLLECTOR)?.data?.token ?? '';
  const token = Buffer.from(encoded, 'base64').toString();
  return { overGrpc: receiver('otlp-grpc'), overHttp: receiver('otlp-http'), token };
}

/** Changes the token in the Secret that the chart has made. */
export async function changeToken(cluster: Cluster, token: string): Promise<void> {
  const patch = JSON.stringify({ stringData: { token } });
  await cluster.kubectl(['patch', 'secret', COLLECTOR, '--type=merge', '--patch', patch]);
}

async function nodeAddress(cluster: Cluster): Promise<string> {
  const [node] = await cluster.get<V1Node>('nodes');
  const found = node?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;
  if (!found) throw new Error('the first node of the cluster has no InternalIP');
  return found;
}
