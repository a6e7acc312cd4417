import type { Objective, ServiceNow } from '../../../schemas/now.ts';
import { Link } from '../../components/link.tsx';
import { shown } from './shown.ts';
import { Sparkline } from './sparkline.tsx';

/** Rate, errors and duration of each service, with the last 15 minutes as lines, and the state of its objectives. */
export function Services({ services }: { readonly services: readonly ServiceNow[] }) {
  return (
    <table class="services">
      <thead>
        <tr>
          <th scope="col">Service</th>
          <th scope="col">Requests</th>
          <th scope="col">Errors</th>
          <th scope="col">95 % within</th>
          <th scope="col" class="wide">
            Error budget left
          </th>
        </tr>
      </thead>
      <tbody>
        {services.map((service) => (
          <Row key={service.name} {...service} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ name, up, objectives, ...now }: ServiceNow) {
  const query = new URLSearchParams({ language: 'traces', query: `service=${name}` });
  const fails = (now.error_ratio ?? 0) > 0;
  return (
    <tr>
      <th scope="row">
        <Link href={`/explore?${query}`} title={`Traces of ${name}`}>
          {name}
        </Link>
        {up === false && <span class="chip chip-error">down</span>}
      </th>
      <td>
        <Figure text={shown.rate(now.rate)} values={now.rates} />
      </td>
      <td>
        <Figure text={shown.percent(now.error_ratio)} values={now.error_ratios} fails={fails} />
      </td>
      <td>
        <Figure text={shown.duration(now.p95_seconds)} values={now.p95s} />
      </td>
      <td class="wide">
        <ul class="chips">
          {objectives.map((objective) => (
            <li key={objective.name}>
              <Budget {...objective} />
            </li>
          ))}
        </ul>
      </td>
    </tr>
  );
}

function Figure(props: {
  readonly text: string;
  readonly values: readonly (number | null)[];
  readonly fails?: boolean;
}) {
  const { text, values, fails = false } = props;
  return (
    <span class="figure">
      <span class={fails ? 'figure-text failing' : 'figure-text'}>{text}</span>
      <Sparkline values={values} {...(fails && { tone: 'error' })} />
    </span>
  );
}

const TONES = { ok: 'ok', burning: 'wait', missed: 'error', idle: 'quiet' } as const;
const WORDS = { ok: '', burning: ' · burning', missed: ' · missed', idle: ' · no events yet' } as const;

function Budget({ name, target, budget_left: left, burn_rate: burn, state }: Objective) {
  const meaning = [
    target !== null && `${Number((target * 100).toPrecision(6))} % of events must be good`,
    left !== null && `${signed(left)} of the error budget of 30 days is left`,
    burn !== null && `in the last hour it was spent ${burn.toFixed(1)} times as fast as evenly`,
  ];
  return (
    <span class={`chip chip-${TONES[state]}`} title={meaning.filter(Boolean).join('; ')}>
      {name} {left === null ? '' : signed(left)}
      {WORDS[state]}
    </span>
  );
}

const signed = (share: number) => (share < 0 ? `−${shown.percent(-share)}` : shown.percent(share));
