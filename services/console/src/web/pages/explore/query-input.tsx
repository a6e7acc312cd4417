import { useEffect, useRef, useState } from 'preact/hooks';
import type { Language, Names } from '../../../schemas/explore.ts';
import { getJson } from '../../api.ts';
import { completed, completionAt, matching } from './completion.ts';

interface Props {
  readonly language: Language;
  readonly query: string;
  readonly onChange: (query: string) => void;
  readonly onRun: () => void;
}

/** The query, with a list of names that fit at the cursor. Arrows choose, Enter or Tab takes, Escape closes. */
export function QueryInput({ language, query, onChange, onRun }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [cursor, setCursor] = useState<number>();
  const [names, setNames] = useState<readonly string[]>([]);
  const [chosen, setChosen] = useState(-1);
  const completion = cursor === undefined ? undefined : completionAt(language, query, cursor);
  const asked = completion?.ask && new URLSearchParams(completion.ask).toString();
  const words = completion?.words?.join(' ') ?? '';
  const prefix = completion?.prefix ?? '';

  useEffect(() => {
    setChosen(-1);
    setNames([]);
    if (cursor === undefined) return;
    const own = words ? words.split(' ') : [];
    setNames(matching(own, prefix));
    if (!asked) return;
    const closing = new AbortController();
    getJson<Names>(`/api/explore/names?${asked}`, closing.signal).then(
      ({ names: known }) => setNames(matching([...own, ...known], prefix)),
      // Without names the query can still be written.
      () => {},
    );
    return () => closing.abort();
  }, [asked, words, prefix, cursor === undefined]);

  const close = () => setCursor(undefined);
  const follow = () => setCursor(input.current?.selectionStart ?? undefined);
  const take = (name: string) => {
    if (!completion || cursor === undefined) return;
    const next = completed(query, cursor, completion, name);
    onChange(next.query);
    setCursor(next.cursor);
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(next.cursor, next.cursor);
    });
  };
  const press = (event: KeyboardEvent) => {
    const name = names[chosen];
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp': {
        if (names.length === 0) return follow();
        event.preventDefault();
        const step = event.key === 'ArrowDown' ? 1 : -1;
        setChosen((chosen + step + names.length + (chosen < 0 && step < 0 ? 1 : 0)) % names.length);
        return;
      }
      case 'Tab':
        if (name === undefined) return close();
        event.preventDefault();
        return take(name);
      case 'Enter':
        event.preventDefault();
        if (name !== undefined) return take(name);
        close();
        return onRun();
      case 'Escape':
        return close();
    }
  };
  const isOpen = names.length > 0;
  return (
    <div class="query">
      <input
        ref={input}
        class="mono"
        type="text"
        aria-label="Query"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls="query-names"
        aria-activedescendant={chosen >= 0 ? `query-name-${chosen}` : undefined}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        placeholder={PLACEHOLDERS[language]}
        value={query}
        onInput={(event) => {
          onChange(event.currentTarget.value);
          follow();
        }}
        onClick={follow}
        onKeyDown={press}
        onBlur={close}
      />
      <div class="query-names" id="query-names" role="listbox" aria-label="Names that fit" hidden={!isOpen}>
        {names.map((name, i) => (
          <div
            key={name}
            id={`query-name-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === chosen}
            // Before the blur of the input, which would close the list.
            onMouseDown={(event) => {
              event.preventDefault();
              take(name);
            }}
          >
            {name}
          </div>
        ))}
      </div>
    </div>
  );
}

const PLACEHOLDERS: Record<Language, string> = {
  promql: 'sum by (service_name) (rate(http_server_request_duration_seconds_count[1m]))',
  logql: '{service="user_svc"} | json | severity="error"',
  traces: 'service=user_svc minDuration=100ms error=true',
};
