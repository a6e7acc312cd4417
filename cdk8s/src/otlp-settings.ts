import { type Static, Type } from 'typebox';
import { annotations, choice, flag, group, text } from './settings.ts';
import type { Undecided } from './template/undecided.ts';

const cidrs = (description: string) =>
  Type.Unsafe<string[]>({
    type: 'array',
    items: { type: 'string', pattern: '^[0-9a-fA-F.:]+/[0-9]{1,3}$' },
    default: [],
    description,
  });

/** Values of the receiver for senders outside of the release. */
export const otlpSettings = group(
  'A second receiver of OTLP, for senders outside of the release: it wants TLS and a token, see docs/your-service.md.',
  {
    enabled: flag('Whether the Collector, or the gateway in front of it, has this receiver and a Service for it.'),
    service: group('Service of this receiver, with the usual ports: 4317 for gRPC, 4318 for HTTP.', {
      type: choice('Type of the Service.', ['ClusterIP', 'LoadBalancer', 'NodePort'], 'ClusterIP'),
      annotations: annotations('Annotations of the Service, such as those that a load balancer reads.'),
      loadBalancerSourceRanges: cidrs('Ranges of addresses that a load balancer lets through; empty: every address.'),
    }),
    tls: group('Certificate of this receiver.', {
      secretName: text(
        'Name of a Secret with `tls.crt` and `tls.key`, such as one of cert-manager; a new certificate is used within seconds after it reaches the pods.',
      ),
    }),
    bearerToken: group('Token that each request of a sender has, as `Authorization: Bearer TOKEN`.', {
      existingSecret: text(
        'Name of a Secret with the token, or with several tokens, one in each line; empty: the chart creates one.',
      ),
      key: text('Key of the token in the Secret.', 'token', { minLength: 1 }),
    }),
  },
);

export type OtlpSettings = Undecided<Static<typeof otlpSettings>>;
