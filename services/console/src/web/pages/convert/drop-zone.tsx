import { useSignal } from '@preact/signals';

/** Takes pictures by drop or by the dialogue of the browser; pasting works on the whole page. */
export function DropZone({ onFiles }: { readonly onFiles: (files: File[]) => void }) {
  const isOver = useSignal(false);
  const over = (event: DragEvent) => {
    event.preventDefault();
    isOver.value = true;
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    isOver.value = false;
    onFiles([...(event.dataTransfer?.files ?? [])]);
  };
  const pick = ({ currentTarget: input }: { readonly currentTarget: HTMLInputElement }) => {
    onFiles([...(input.files ?? [])]);
    // The same picture can be chosen again.
    input.value = '';
  };
  return (
    <label
      class={`drop-zone${isOver.value ? ' drop-zone-over' : ''}`}
      onDragOver={over}
      onDragLeave={() => {
        isOver.value = false;
      }}
      onDrop={drop}
    >
      <input type="file" multiple accept="image/*,.avif,.tif,.tiff" onChange={pick} />
      <strong>Drop pictures here</strong>
      <span>or choose them, or paste one. JPEG, PNG, WebP, AVIF, GIF, TIFF up to 25 MiB.</span>
    </label>
  );
}
