import { type ExploreState, RANGES, type RangeName, timesOf } from './url-state.ts';

interface Props {
  readonly range: ExploreState['range'];
  readonly onChange: (range: ExploreState['range']) => void;
}

const TITLES: Record<RangeName, string> = {
  '15m': 'last 15 min',
  '1h': 'last hour',
  '6h': 'last 6 h',
  '24h': 'last 24 h',
  '7d': 'last 7 days',
};

/** The time range: one that ends now, or two times. */
export function RangePicker({ range, onChange }: Props) {
  const choose = (value: string) => {
    if (Object.hasOwn(RANGES, value)) return onChange(value as RangeName);
    const { start: from, end: to } = timesOf(range, new Date());
    onChange({ from, to });
  };
  const isNamed = typeof range === 'string';
  return (
    <>
      <select
        aria-label="Time range"
        value={isNamed ? range : 'custom'}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {(Object.keys(RANGES) as RangeName[]).map((name) => (
          <option key={name} value={name}>
            {TITLES[name]}
          </option>
        ))}
        <option value="custom">custom</option>
      </select>
      {!isNamed && (
        <>
          <Time label="From" value={range.from} onChange={(from) => onChange({ ...range, from })} />
          <Time label="To" value={range.to} onChange={(to) => onChange({ ...range, to })} />
        </>
      )}
    </>
  );
}

function Time(props: { readonly label: string; readonly value: string; readonly onChange: (time: string) => void }) {
  const { label, value, onChange } = props;
  const date = new Date(value);
  // The control takes local time without a zone.
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
  const change = (text: string) => {
    const time = new Date(text);
    if (!Number.isNaN(time.getTime())) onChange(time.toISOString());
  };
  return (
    <input
      type="datetime-local"
      step={1}
      aria-label={label}
      value={local}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
