import { useEffect } from 'preact/hooks';
import { RequestPanels } from '../request/request-panels.tsx';
import './convert.css';
import { DropZone } from './drop-zone.tsx';
import { OptionsForm, options } from './options-form.tsx';
import { PictureList } from './picture-list.tsx';
import { add, selected } from './pictures.ts';
import { Result } from './result.tsx';

const isFile = (file: File | null): file is File => file !== null;

/** Pictures go in, converted ones come out, and below is the request of the selected one while it happens. */
export function ConvertPage() {
  useEffect(() => {
    const paste = ({ clipboardData }: ClipboardEvent) => {
      const files = [...(clipboardData?.items ?? [])].map((item) => item.getAsFile()).filter(isFile);
      add(files, options.value);
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, []);
  const picture = selected.value;
  const requestId = picture?.requestId.value;
  return (
    <div class="convert">
      <h1>Convert</h1>
      <div class="convert-input">
        <DropZone onFiles={(files) => add(files, options.value)} />
        <OptionsForm />
      </div>
      <PictureList />
      {picture && <Result key={picture.key} picture={picture} />}
      {requestId && (
        <section class="convert-request" aria-label="The request">
          <RequestPanels key={requestId} id={requestId} />
        </section>
      )}
    </div>
  );
}
