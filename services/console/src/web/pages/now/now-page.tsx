import type { Now } from '../../../schemas/now.ts';
import { Link } from '../../components/link.tsx';
import { Notice } from '../../components/notice.tsx';
import { clock } from '../../format.ts';
import { usePolled } from '../../polled.ts';
import { Alerts } from './alerts.tsx';
import { Conversions } from './conversions.tsx';
import './now.css';
import { Requests } from './requests.tsx';
import { Section } from './section.tsx';
import { ServiceMap } from './service-map.tsx';
import { Services } from './services.tsx';
import { TelemetryHealth } from './telemetry.tsx';

/** What the system does now. It stays live while it is visible. */
export function NowPage() {
  const { data, error } = usePolled<Now>('/api/now', 3000);
  const { at } = data ?? {};
  const alerts = data?.alerts.data ?? [];
  return (
    <div class="now">
      <div class="now-title">
        <h1>Now</h1>
        {at !== undefined && (
          <p class={error ? 'failing' : 'quiet'}>
            {error ? 'stalled at' : 'live,'} {clock(new Date(at))}
          </p>
        )}
        <FiringCount alerts={alerts} />
      </div>
      {error && <Notice kind="error">{error}</Notice>}
      {(alerts.length > 0 || data?.alerts.missing) && (
        <Section id="alerts" title="Alerts" reading={data?.alerts} at={at}>
          {(list) => <Alerts alerts={list} at={at ?? 0} />}
        </Section>
      )}
      <Section id="services" title="Services" reading={data?.services} at={at}>
        {(services) => (
          <>
            {!services.some(({ rates }) => rates.some((rate) => rate)) && <NoTraffic />}
            {services.length > 0 && <Services services={services} />}
          </>
        )}
      </Section>
      <Section id="map" title="Calls" reading={data?.calls} at={at}>
        {(calls) =>
          calls.length > 0 ? <ServiceMap calls={calls} /> : <p class="quiet">No calls in the last 15 minutes.</p>
        }
      </Section>
      <Requests at={at} />
      <div class="now-side">
        <Section id="conversions" title="Conversions" reading={data?.conversions} at={at}>
          {(formats) => <Conversions formats={formats} />}
        </Section>
        <Section id="telemetry" title="Telemetry" reading={data?.telemetry} at={at}>
          {(telemetry) => <TelemetryHealth telemetry={telemetry} />}
        </Section>
      </div>
    </div>
  );
}

/** The only part that screen readers announce by themselves. */
function FiringCount({ alerts }: { readonly alerts: Now['alerts']['data'] & {} }) {
  const count = alerts.filter(({ state }) => state === 'firing').length;
  return (
    <p class={count > 0 ? 'failing' : 'good'} aria-live="polite">
      {count === 0 ? 'No alert fires.' : count === 1 ? '1 alert fires.' : `${count} alerts fire.`}
    </p>
  );
}

function NoTraffic() {
  return (
    <Notice>
      No requests in the last 15 minutes. <Link href="/convert">Convert a picture</Link>, or run{' '}
      <code>npx triptych load</code> in a terminal.
    </Notice>
  );
}
