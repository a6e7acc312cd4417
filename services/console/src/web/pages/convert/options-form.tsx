import { computed } from '@preact/signals';
import { location, setParameters } from '../../router.ts';
import { FORMATS, MAX_QUALITY, MAX_SIDE, type Options } from './options.ts';

/** The options of the next pictures, from the address of the page. */
export const options = computed((): Options => {
  const { searchParams } = location.value;
  const text = (name: string) => searchParams.get(name) ?? '';
  return { format: text('format') || 'webp', width: text('width'), height: text('height'), quality: text('quality') };
});

const NUMBERS = [
  ['width', 'Width', MAX_SIDE, 'px'],
  ['height', 'Height', MAX_SIDE, 'px'],
  ['quality', 'Quality', MAX_QUALITY, ''],
] as const;

export function OptionsForm() {
  const current = options.value;
  return (
    <form class="convert-options" onSubmit={(event) => event.preventDefault()}>
      <label>
        Format
        <select value={current.format} onChange={(event) => setParameters({ format: event.currentTarget.value })}>
          {FORMATS.map((format) => (
            <option key={format} value={format}>
              {format}
            </option>
          ))}
        </select>
      </label>
      {NUMBERS.map(([name, label, most, unit]) => (
        <label key={name}>
          {unit ? `${label} (${unit})` : label}
          <input
            type="number"
            min="1"
            max={most}
            step="1"
            inputMode="numeric"
            placeholder={name === 'quality' ? 'default' : 'as it is'}
            value={current[name]}
            onInput={(event) => setParameters({ [name]: event.currentTarget.value || undefined })}
          />
        </label>
      ))}
    </form>
  );
}
