import { useEffect, useState } from 'preact/hooks';
import type { Found, Language } from '../../../schemas/explore.ts';
import { getJson } from '../../api.ts';
import { Notice } from '../../components/notice.tsx';
import { location, setParameters } from '../../router.ts';
import { EXAMPLES } from './examples.ts';
import './explore.css';
import { history, type Past } from './history.ts';
import { QueryInput } from './query-input.tsx';
import { RangePicker } from './range-picker.tsx';
import { Result } from './result.tsx';
import { type ExploreState, LANGUAGES, parametersOf, stateOf, timesOf } from './url-state.ts';

const NAMES: Record<Language, string> = { logql: 'LogQL', promql: 'PromQL', traces: 'Traces' };

type Answer = { readonly found?: Found; readonly error?: string; readonly query: string };

/** Questions to the backends. The address holds the question, so a link asks it again. */
export function ExplorePage() {
  const { search } = location.value;
  const state = stateOf(new URLSearchParams(search));
  const [draft, setDraft] = useState(state.query);
  const [runs, setRuns] = useState(0);
  const [answer, setAnswer] = useState<Answer>();
  const [isBusy, setBusy] = useState(false);
  const [past, setPast] = useState<readonly Past[]>(history.read);

  useEffect(() => {
    setDraft(state.query);
    setAnswer(undefined);
    if (!state.query) return;
    const closing = new AbortController();
    const { language, query, range } = state;
    const asked = new URLSearchParams({ language, query, ...timesOf(range, new Date()) });
    setBusy(true);
    getJson<Found>(`/api/explore?${asked}`, closing.signal)
      .then(
        (found) => {
          setAnswer({ found, query });
          history.add({ language, query });
          setPast(history.read());
        },
        (error: Error) => {
          if (!closing.signal.aborted) setAnswer({ error: error.message, query });
        },
      )
      .finally(() => {
        if (!closing.signal.aborted) setBusy(false);
      });
    return () => {
      closing.abort();
      setBusy(false);
    };
  }, [search, runs]);

  const show = (changes: Partial<ExploreState>) => {
    setParameters(parametersOf({ ...state, query: draft, ...changes }), { replace: false });
    setRuns((n) => n + 1);
  };
  const { language, range } = state;
  return (
    <div class="explore">
      <h1>Explore</h1>
      <form
        class="panel question"
        onSubmit={(event) => {
          event.preventDefault();
          show({});
        }}
      >
        <select
          aria-label="Language"
          value={language}
          onChange={(event) => show({ language: event.currentTarget.value as Language, query: '' })}
        >
          {LANGUAGES.map((one) => (
            <option key={one} value={one}>
              {NAMES[one]}
            </option>
          ))}
        </select>
        <QueryInput language={language} query={draft} onChange={setDraft} onRun={() => show({})} />
        <RangePicker range={range} onChange={(next) => show({ range: next })} />
        <button type="submit" class="primary">
          Run
        </button>
      </form>
      {isBusy && <p class="quiet">Searching…</p>}
      {answer?.error && <Notice kind="error">{answer.error}</Notice>}
      {answer?.found && (
        <Result
          found={answer.found}
          query={answer.query}
          onSelect={(from, to) =>
            show({ range: { from: new Date(from * 1000).toISOString(), to: new Date(to * 1000).toISOString() } })
          }
        />
      )}
      <div class="starts">
        <Starts title="Examples" entries={EXAMPLES[language]} onChoose={(query) => show({ query })} />
        {past.length > 0 && (
          <Starts
            title="History"
            entries={past.slice(0, 15).map((one) => [NAMES[one.language], one.query, one.language] as const)}
            onChoose={(query, chosen) => show({ query, ...(chosen && { language: chosen }) })}
          />
        )}
      </div>
    </div>
  );
}

interface StartsProps {
  readonly title: string;
  readonly entries: readonly (readonly [title: string, query: string, language?: Language])[];
  readonly onChoose: (query: string, language: Language | undefined) => void;
}

function Starts({ title, entries, onChoose }: StartsProps) {
  return (
    <section class="panel" aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {entries.map(([name, query, language]) => (
          <li key={`${name} ${query}`}>
            <button type="button" class="plain" onClick={() => onChoose(query, language)}>
              <span class="quiet">{name}</span> <code>{query}</code>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
