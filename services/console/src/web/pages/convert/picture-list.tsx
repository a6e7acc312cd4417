import { bytes } from '../../format.ts';
import type { PictureConversion, Stage } from './conversion.ts';
import { pictures, remove, select, selected } from './pictures.ts';

/** Every picture with its progress. Selecting one shows its result and its request. */
export function PictureList() {
  if (pictures.value.length === 0) return null;
  return (
    <ul class="picture-list" aria-label="Pictures">
      {pictures.value.map((picture) => (
        <PictureRow key={picture.key} picture={picture} />
      ))}
    </ul>
  );
}

function PictureRow({ picture }: { readonly picture: PictureConversion }) {
  const stage = picture.stage.value;
  const { name, size } = picture.picture;
  const isSelected = selected.value === picture;
  return (
    <li class={`picture-row${isSelected ? ' picture-row-selected' : ''}`}>
      <button type="button" class="picture-name" aria-pressed={isSelected} onClick={() => select(picture)}>
        {name}
      </button>
      <span class="picture-progress">
        {stage.name !== 'done' && stage.name !== 'failed' && (
          <progress
            aria-label={`Progress of ${name}`}
            max={1}
            {...(stage.name === 'uploading' && { value: stage.sent / (size || 1) })}
          />
        )}
        <span class={`picture-stage picture-stage-${stage.name}`} role="status">
          {textOf(stage, size)}
        </span>
      </span>
      <button type="button" class="picture-remove" aria-label={`Remove ${name}`} onClick={() => remove(picture)}>
        ×
      </button>
    </li>
  );
}

function textOf(stage: Stage, size: number): string {
  switch (stage.name) {
    case 'waiting':
      return 'waits for its upload';
    case 'uploading':
      return stage.sent < size ? `uploads, ${bytes(stage.sent)} of ${bytes(size)}` : 'uploaded, waits for the reply';
    case 'queued':
      return 'waits in the queue';
    case 'converting':
      return 'is converted';
    case 'retrying':
      return 'failed, and waits for its next attempt';
    case 'failed':
      return 'failed';
    case 'done':
      return stage.conversion.result ? `${bytes(size)} → ${bytes(stage.conversion.result.output.bytes)}` : 'done';
  }
}
