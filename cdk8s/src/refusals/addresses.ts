import { all, is, not, present } from '../template/condition.ts';
import type { Undecided } from '../template/undecided.ts';
import type { Values } from '../values.ts';
import type { Refusal } from './refusals.ts';

/** Something outside the release, or a bucket, whose address is missing. */
export function addressRefusals(values: Undecided<Values>): Refusal[] {
  const { jaeger, loki, prometheus, alertmanager, grafana, objectStore, httpRoute } = values;
  const backends = Object.entries({ jaeger, loki, prometheus }).flatMap(([name, backend]) => {
    const outside = not(is(backend.mode, 'bundled', 'disabled'));
    return [
      {
        when: all(outside, not(present(backend.otlpEndpoint))),
        why: `${name} is outside this release, but ${name}.otlpEndpoint is empty: set it to the URL that receives its telemetry over OTLP/HTTP`,
      },
      {
        when: all(outside, is(grafana.mode, 'bundled'), not(present(backend.queryUrl))),
        why: `${name} is outside this release, but ${name}.queryUrl is empty, and Grafana reads it: set it to the URL of its API, or set grafana.mode to disabled`,
      },
    ];
  });
  return [
    ...backends,
    {
      when: all(is(alertmanager.mode, 'external'), not(present(alertmanager.address))),
      why: 'alertmanager.mode is external, but alertmanager.address is empty: set it to the HOST:PORT of the Alertmanager',
    },
    {
      when: all(is(jaeger.mode, 'bundled'), not(is(jaeger.storage.type, 'badger')), not(present(jaeger.storage.url))),
      why: 'jaeger.storage.type names a database outside this release, but jaeger.storage.url is empty: set it to the address of the database',
    },
    {
      when: all(is(loki.mode, 'bundled'), is(loki.storage.type, 's3'), not(present(loki.storage.bucket))),
      why: 'loki.storage.type is s3, but loki.storage.bucket is empty: set it to the name of a bucket that exists',
    },
    {
      when: not(present(objectStore.bucket)),
      why: 'objectStore.bucket is empty: set it to the name of the bucket of the pictures',
    },
    {
      when: all(httpRoute.enabled, not(present(httpRoute.parentRefs))),
      why: 'httpRoute.enabled is true, but httpRoute.parentRefs is empty: name the Gateway of the route, such as [{name: public, namespace: gateways}]',
    },
  ];
}
