import { enabledReceivers } from '../parts/backends/receivers.ts';
import { all, any, is, named, not, present } from '../template/condition.ts';
import type { Undecided } from '../template/undecided.ts';
import type { Values } from '../values.ts';
import type { Refusal } from './refusals.ts';

/** Credentials that are needed, without the Secret that has them. */
export function secretRefusals(values: Undecided<Values>): Refusal[] {
  const { postgres, jobSvc, alertmanager, jaeger, loki, prometheus, caBundle, collector } = values;
  const { email: _, ...byKey } = enabledReceivers(alertmanager.receivers);
  const { to, username, from, smarthost } = alertmanager.receivers.email;
  const needsKey = any(...Object.values(byKey), present(username));
  const notifies = any(is(alertmanager.mode, 'bundled'), is(prometheus.mode, 'operator'));
  const access = Object.entries({ jaeger, loki, prometheus }).map(([name, { headers, headersSecret }]) => ({
    when: all(present(headers), not(present(headersSecret))),
    why: `${name}.headers is set, but ${name}.headersSecret is empty: name a Secret with the keys of the headers`,
  }));
  return [
    ...access,
    {
      when: all(
        is(postgres.mode, 'external'),
        not(present(postgres.existingSecret)),
        not(named(jobSvc.env, 'DATABASE_URL')),
        not(named(jobSvc.env, 'PGPASSWORD')),
      ),
      why: 'postgres.mode is external, but postgres.existingSecret is empty: name a Secret with the key "password", or with "url" where postgres.host is empty',
    },
    {
      when: all(notifies, needsKey, not(present(alertmanager.existingSecret))),
      why: 'alertmanager.receivers has a receiver with credentials, but alertmanager.existingSecret is empty: name a Secret with the key of each enabled receiver, as listed in docs/staging.md',
    },
    {
      when: all(notifies, present(to), any(not(present(from)), not(present(smarthost)))),
      why: 'alertmanager.receivers.email.to is set, but from or smarthost is empty, so no mail would be sent: set all three',
    },
    {
      when: all(collector.otlp.enabled, not(present(collector.otlp.tls.secretName))),
      why: 'collector.otlp.enabled is true, but collector.otlp.tls.secretName is empty, and without TLS everybody on the way could read the token: name a Secret with tls.crt and tls.key, such as one of cert-manager',
    },
    {
      when: all(present(caBundle.configMap), present(caBundle.secret)),
      why: 'caBundle names a ConfigMap and a Secret: put all certificates into one of them',
    },
  ];
}
