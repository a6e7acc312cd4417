import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isCollapsed, readState, toParameters, withToggled } from '../../../../src/web/pages/request/url-state.ts';

const read = (text: string) => readState(new URLSearchParams(text));

describe('the state in the address of a request', () => {
  it('is the default where nothing is said', () => {
    assert.deepEqual(read(''), {
      selected: undefined,
      zoom: undefined,
      root: undefined,
      depth: Infinity,
      toggled: new Set(),
      search: '',
      severity: 'all',
      text: '',
    });
  });

  it('is the same after it was written', () => {
    const state = read('span=a1&zoom=120-4500&root=b2&depth=2&toggled=c,d&q=time%20out&level=warning&text=job');
    const written = new URLSearchParams(toParameters(state) as Record<string, string>);
    assert.deepEqual(readState(written), state);
    assert.deepEqual(state.zoom, { from: 120, to: 4500 });
  });

  it('ignores what has no meaning', () => {
    const { zoom, depth, severity } = read('zoom=9-3&depth=-1&level=loud');
    assert.deepEqual([zoom, depth, severity], [undefined, Infinity, 'all']);
  });

  it('leaves defaults out of the address', () => {
    const changes = toParameters({ severity: 'all', search: '', depth: Infinity, zoom: undefined, toggled: new Set() });
    assert.deepEqual(Object.values(changes), [undefined, undefined, undefined, undefined, undefined]);
  });

  it('collapses rows below a depth, but for those that are toggled', () => {
    const state = read('depth=2&toggled=deep,high');
    const rows = [
      { id: 'deep', depth: 3 },
      { id: 'other', depth: 2 },
      { id: 'high', depth: 0 },
      { id: 'top', depth: 1 },
    ];
    assert.deepEqual(
      rows.map((row) => isCollapsed(state, row)),
      [false, true, true, false],
    );
    assert.deepEqual(withToggled(state, 'deep'), new Set(['high']));
    assert.deepEqual(withToggled(state, 'new'), new Set(['deep', 'high', 'new']));
  });
});
