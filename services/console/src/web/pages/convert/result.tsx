import { useSignal } from '@preact/signals';
import type { ConversionResult } from '@triptych/contracts/picture';
import { Link } from '../../components/link.tsx';
import { Notice } from '../../components/notice.tsx';
import { bytes, duration, percent } from '../../format.ts';
import type { PictureConversion } from './conversion.ts';

type Facts = ConversionResult['input'] | ConversionResult['output'];

/** The selected picture, before and after; or why there is no result. */
export function Result({ picture }: { readonly picture: PictureConversion }) {
  const stage = picture.stage.value;
  const requestId = picture.requestId.value;
  if (stage.name === 'failed') {
    return (
      <Notice kind="error">
        {stage.message}
        {stage.code && (
          <>
            {' '}
            <code>{stage.code}</code>
          </>
        )}
        {requestId && (
          <>
            {' '}
            Request <Link href={`/request/${requestId}`}>{requestId}</Link>
          </>
        )}
      </Notice>
    );
  }
  if (stage.name !== 'done' || !stage.conversion.result) return null;
  const { input, output, duration_seconds: seconds } = stage.conversion.result;
  const saved = 1 - output.bytes / input.bytes;
  return (
    <section class="result panel" aria-label="Result">
      <Compare before={picture.original} after={stage.url} name={picture.picture.name} output={output} />
      <div class="result-side">
        <dl class="result-facts">
          <Fact label="Before" facts={input} />
          <Fact label="After" facts={output} />
          <div>
            <dt>Converted in</dt>
            <dd>
              {duration(seconds)}, {saved >= 0 ? `${percent(saved)} smaller` : `${percent(-saved)} larger`}
            </dd>
          </div>
          <div>
            <dt>Request</dt>
            <dd>{requestId && <Link href={`/request/${requestId}`}>{requestId}</Link>}</dd>
          </div>
        </dl>
        <a class="download" href={stage.url} download={fileName(picture.picture.name, output.format)}>
          Download
        </a>
      </div>
    </section>
  );
}

function Fact({ label, facts }: { readonly label: string; readonly facts: Facts }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {facts.format}, {facts.width} × {facts.height}, {bytes(facts.bytes)}
      </dd>
    </div>
  );
}

interface CompareProps {
  readonly before: string;
  readonly after: string;
  readonly name: string;
  readonly output: Facts;
}

/** Both pictures on top of each other; a slider moves the line between them. */
function Compare({ before, after, name, output }: CompareProps) {
  const cut = useSignal(50);
  const isUnreadable = useSignal(false);
  const style = { '--cut': `${cut.value}%`, aspectRatio: `${output.width} / ${output.height}` };
  return (
    <div class="compare" style={style}>
      <img src={after} alt={`${name}, converted`} />
      {isUnreadable.value ? (
        <p class="compare-unreadable">This browser cannot show the original.</p>
      ) : (
        <>
          <img
            class="compare-before"
            src={before}
            alt={`${name}, original`}
            onError={() => {
              isUnreadable.value = true;
            }}
          />
          <span class="compare-line" aria-hidden="true" />
          <input
            type="range"
            min="0"
            max="100"
            value={cut.value}
            aria-label="Share of the original that is shown, in percent"
            onInput={(event) => {
              cut.value = Number(event.currentTarget.value);
            }}
          />
        </>
      )}
    </div>
  );
}

/** `photo.png` becomes `photo.webp`. */
function fileName(name: string, format: string): string {
  return `${name.replace(/\.[^.]*$/, '') || 'picture'}.${format === 'jpeg' ? 'jpg' : format}`;
}
