import { PassThrough, Writable } from 'node:stream';
import type { V1PodList } from '@kubernetes/client-node';
import { forwardError } from '../../forward.ts';
import type { Kube } from '../../kube.ts';
import { KubeError } from '../../kube-error.ts';
import { isReady } from '../../ready-pods.ts';
import type { Release } from '../../release.ts';
import { type DnsAnswer, decodeAnswers, encodeQuestion } from '../dns.ts';
import type { NameView } from '../snapshot.ts';

/** Asks a DNS server of the cluster for the names of the release's Services, through a port-forward: it needs no shell. */
export async function gatherNames(kube: Kube, release: Release): Promise<NameView[]> {
  const { items } = await kube.get<V1PodList>('/api/v1/namespaces/kube-system/pods?labelSelector=k8s-app=kube-dns');
  const server = items.find(isReady);
  if (!server) throw new KubeError('no pod of the cluster DNS is ready');
  const names = release.services.map(({ name }) => `${name}.${release.namespace}.svc.cluster.local`);
  const answers = await askAll(kube, server.metadata?.name ?? '', names);
  return release.services.map(({ name, clusterIp }, id) => ({
    name,
    expected: clusterIp === 'None' ? undefined : clusterIp,
    got: answers.find((answer) => answer.id === id)?.addresses ?? [],
  }));
}

async function askAll(kube: Kube, pod: string, names: readonly string[]): Promise<DnsAnswer[]> {
  const { PortForward } = await import('@kubernetes/client-node');
  const { promise, resolve, reject } = Promise.withResolvers<DnsAnswer[]>();
  const answers: DnsAnswer[] = [];
  let bytes = Buffer.alloc(0);
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      try {
        const decoded = decodeAnswers(Buffer.concat([bytes, chunk]));
        bytes = Buffer.concat([bytes, chunk]).subarray(decoded.used);
        answers.push(...decoded.answers);
        if (answers.length >= names.length) resolve(answers);
      } catch (cause) {
        reject(new KubeError(`${pod} answers on port 53, but not in DNS: ${(cause as Error).message}`));
      }
      done();
    },
  });
  const errors = new Writable({
    write(chunk, _encoding, done) {
      if (String(chunk).trim()) reject(new KubeError(`${pod} refuses connections to port 53: ${chunk}`));
      done();
    },
  });
  const input = new PassThrough();
  const timer = setTimeout(() => reject(new KubeError(`${pod} does not answer within 5 s`)), 5000);
  const opened = new PortForward(kube.config)
    .portForward('kube-system', pod, [53], output, errors, input)
    .catch((cause: { message?: string }) => {
      throw forwardError(cause, 'kube-system');
    });
  try {
    // The timeout may come before the port-forward is open.
    await Promise.race([opened, promise]);
    for (const [id, name] of names.entries()) input.write(encodeQuestion(id, name));
    return await promise;
  } finally {
    clearTimeout(timer);
    opened.then(
      (socket) => typeof socket !== 'function' && socket.close(),
      () => {},
    );
  }
}
