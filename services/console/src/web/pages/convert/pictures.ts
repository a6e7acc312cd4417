import { computed, signal } from '@preact/signals';
import { PictureConversion } from './conversion.ts';
import type { Options } from './options.ts';

/** Pictures that are kept to look at; their bytes are in the memory of the browser. */
const MOST = 20;
/** Uploads at a time: a browser has six connections to a server, and each picture also holds one for its events. */
const AT_ONCE = 2;

/** The pictures of this page, the latest first. They stay while another view is open. */
export const pictures = signal<readonly PictureConversion[]>([]);
const selectedKey = signal<number | undefined>(undefined);
export const selected = computed(() => {
  const all = pictures.value;
  return all.find(({ key }) => key === selectedKey.value) ?? all[0];
});

const waiting: PictureConversion[] = [];
let running = 0;

/** Adds pictures and starts to convert them. The first one is selected. */
export function add(files: readonly File[], options: Options): void {
  const added = files.slice(0, MOST).map((file) => new PictureConversion(file, options));
  const [first] = added;
  if (!first) return;
  const all = [...added, ...pictures.value];
  for (const one of all.slice(MOST)) one.dispose();
  pictures.value = all.slice(0, MOST);
  selectedKey.value = first.key;
  waiting.push(...added);
  while (running < AT_ONCE && waiting.length > 0) void next();
}

export function select({ key }: PictureConversion): void {
  selectedKey.value = key;
}

export function remove(picture: PictureConversion): void {
  picture.dispose();
  pictures.value = pictures.value.filter((one) => one !== picture);
}

async function next(): Promise<void> {
  running += 1;
  try {
    for (let one = waiting.shift(); one; one = waiting.shift()) await one.run();
  } finally {
    running -= 1;
  }
}
