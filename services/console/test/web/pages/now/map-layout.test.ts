import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { layoutOf } from '../../../../src/web/pages/now/map-layout.ts';
import { boxesOf, drawnEdges } from '../../../../src/web/pages/now/map-shape.ts';

const edge = (text: string) => {
  const [client = '', server = ''] = text.split('>');
  return { client, server };
};
const placed = (...edges: string[]) =>
  Object.fromEntries(layoutOf(edges.map(edge)).places.map(({ name, layer, row }) => [name, [layer, row]]));

describe('the layout of the service map', () => {
  it('puts callers before those whom they call, as far as the longest way', () => {
    assert.deepEqual(placed('a>b', 'b>c', 'a>c'), { a: [0, 0], b: [1, 0], c: [2, 0] });
  });

  it('ends for calls in a circle and for calls to itself', () => {
    assert.deepEqual(placed('a>b', 'b>c', 'c>a', 'b>b'), { a: [0, 0], b: [1, 0], c: [2, 0] });
    assert.deepEqual(placed('a>a'), { a: [0, 0] });
  });

  it('keeps a service near its callers', () => {
    assert.deepEqual(placed('r>a', 'r>b', 'a>z', 'b>y'), { r: [0, 0], a: [1, 0], b: [1, 1], z: [2, 0], y: [2, 1] });
  });

  it('is empty without calls', () => {
    assert.deepEqual(layoutOf([]), { places: [], layers: 0, rows: 0 });
  });
});

describe('the shapes of the service map', () => {
  const call = (text: string) => ({ ...edge(text), outside: null, rate: 1, error_ratio: null, p95_seconds: null });
  const calls = ['a>b', 'a>c', 'b>a', 'b>b', 'a>b'].map(call);
  const layout = layoutOf(calls);

  for (const direction of ['right', 'down'] as const) {
    it(`never overlap and stay within the drawing, ${direction}`, () => {
      const { boxes, width, height } = boxesOf(layout, direction);
      const all = [...boxes.values()];
      for (const box of all) {
        assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height);
        for (const other of all.filter((one) => one !== box)) {
          const isApart = Math.abs(box.x - other.x) >= box.width || Math.abs(box.y - other.y) >= box.height;
          assert.ok(isApart, `${box.name} and ${other.name}`);
        }
      }
    });

    it(`have one arrow for each call, each with a path of numbers, ${direction}`, () => {
      const drawn = drawnEdges(calls, boxesOf(layout, direction).boxes, direction);
      assert.equal(new Set(drawn.map(({ key }) => key)).size, calls.length);
      assert.equal(new Set(drawn.map(({ path }) => path)).size, calls.length);
      for (const { path } of drawn) assert.match(path, /^M-?[\d.]+ -?[\d.]+C(-?[\d.]+ ){5}-?[\d.]+$/);
    });
  }
});
