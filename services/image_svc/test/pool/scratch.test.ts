import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, describe, it } from 'node:test';
import type { Picture } from '../../src/pool/picture.ts';
import { replaceContent } from '../../src/pool/picture-file.ts';
import { receive } from '../../src/pool/receive.ts';
import { Room } from '../../src/pool/room.ts';
import { scratchFolder } from '../../src/pool/scratch-folder.ts';
import { failure } from '../support/pictures.ts';

const folder = mkdtempSync(join(tmpdir(), 'scratch-'));
after(() => rmSync(folder, { recursive: true }));
const room = (options: { places?: number; bytes?: number }) =>
  new Room({ folder, places: 10, bytes: 1000, ...options }, () => new Error('full'));
const tooLarge = (bytes: number) => new Error(`${bytes} are too many`);

describe('a picture on its way', () => {
  it('has its first bytes, its size, and the content that another process reads and replaces', async () => {
    const pictures = room({ bytes: 1e6 });
    const source = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));
    const picture = pictures.admit(source.length);
    await receive(Readable.from([source.subarray(0, 3), source.subarray(3)]), picture, 1e6, tooLarge);
    assert.deepEqual(picture.head, source.subarray(0, 2048));
    assert.equal(picture.bytes, source.length);
    const result = source.toReversed().subarray(1);
    await replaceContent(picture.path, picture.bytes, async (content) => {
      assert.deepEqual(content, source);
      return { picture: result };
    });
    picture.replaced(result.length);
    assert.deepEqual(await buffer(picture.read()), Buffer.from(result));
    assert.equal(pictures.bytes, 0);
    pictures.close();
  });

  it('does not hold what an earlier picture in the same file was', async () => {
    const pictures = room({});
    for (const text of ['a long text', 'short']) {
      const picture = pictures.admit(20);
      picture.append(Buffer.from(text));
      await replaceContent(picture.path, picture.bytes, async (content) => {
        assert.equal(String(content), text);
        return { picture: Buffer.from(text.slice(1)) };
      });
      picture.replaced(text.length - 1);
      assert.equal(String(await buffer(picture.read())), text.slice(1));
    }
    pictures.close();
  });

  it('has no name in its folder', { skip: process.platform !== 'linux' }, () => {
    const pictures = room({});
    const picture = pictures.admit(3);
    picture.append(Buffer.from('abc'));
    assert.deepEqual(readdirSync(folder), []);
    picture.close();
  });

  it('is closed when its body breaks off or is too large, and the error is unchanged', async () => {
    const pictures = room({});
    const broken = new Error('broken');
    const body = Readable.from(
      (async function* () {
        yield Buffer.from('abc');
        throw broken;
      })(),
    );
    await assert.rejects(receive(body, pictures.admit(0), 9, tooLarge), broken);
    await assert.rejects(receive(Readable.from([Buffer.alloc(10)]), pictures.admit(0), 9, tooLarge), /10 are too many/);
    assert.deepEqual([pictures.taken, pictures.bytes], [0, 0]);
  });

  it('is refused with pool_full when its folder has no space left', async () => {
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    let isClosed = false;
    const picture = {
      bytes: 0,
      append() {
        throw full;
      },
      close() {
        isClosed = true;
      },
    } as Partial<Picture> as Picture;
    const body = Readable.from([Buffer.alloc(1)]);
    await assert.rejects(receive(body, picture, 9, tooLarge), failure('pool_full', /SCRATCH_DIR/));
    assert.ok(isClosed);
  });
});

describe('room for pictures', () => {
  it('is counted before the first byte, and grows with bytes that were not announced', () => {
    const pictures = room({});
    const first = pictures.admit(600);
    assert.equal(pictures.bytes, 600);
    assert.throws(() => pictures.admit(401), /full/);
    const second = pictures.admit(0);
    second.append(Buffer.alloc(400));
    assert.throws(() => second.append(Buffer.alloc(1)), /full/);
    first.close();
    second.append(Buffer.alloc(1));
    second.close();
    second.close();
    assert.deepEqual([pictures.taken, pictures.bytes], [0, 0]);
  });

  it('lets a single picture of any size in', () => {
    const pictures = room({});
    const picture = pictures.admit(1001);
    picture.append(Buffer.alloc(1002));
    assert.throws(() => pictures.admit(0), /full/);
    picture.close();
  });

  it('has a place for the next picture once one is converted, and its bytes once the result has been read', async () => {
    const pictures = room({ places: 1 });
    const picture = pictures.admit(1);
    assert.throws(() => pictures.admit(1), /full/);
    picture.append(Buffer.alloc(1));
    picture.replaced(0);
    pictures.admit(1).close();
    await buffer(picture.read());
    assert.equal(pictures.bytes, 0);
    pictures.close();
  });
});

describe('the scratch folder', () => {
  it('is the one that was chosen, which must be writable', () => {
    assert.equal(scratchFolder(folder), folder);
    assert.throws(() => scratchFolder(join(folder, 'none')), /none cannot be written: .* SCRATCH_DIR/);
  });

  it('exists without a choice', () => {
    readdirSync(scratchFolder());
  });
});
