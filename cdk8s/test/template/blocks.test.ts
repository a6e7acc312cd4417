import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { entries, inOrder, items, optional, spread } from '../../src/template/blocks.ts';
import { ALWAYS, type Condition, NEVER } from '../../src/template/condition.ts';
import { manifest } from '../../src/template/helm.ts';
import { token } from '../../src/template/token.ts';

describe('blocks on known values', () => {
  it('leave out what is not there', () => {
    assert.deepEqual({ ...entries(NEVER, { a: 1 }), ...entries(ALWAYS, { b: 2 }) }, { b: 2 });
    assert.deepEqual([...items(NEVER, [1]), ...items(ALWAYS, [2])], [2]);
    assert.deepEqual(optional({ empty: {}, none: '', list: [], some: { a: 1 } }), { some: { a: 1 } });
  });
});

describe('blocks on tokens', () => {
  it('keep their order in a map whose keys are sorted', () => {
    const map = {
      ...entries(token<Condition>('.Values.z'), { a: 1 }),
      ...entries(token<Condition>('.Values.z'), { b: 2 }),
      ...entries(token<Condition>('.Values.a'), { c: 3 }),
      ...spread(token<object>('.Values.y')),
      ...spread(token<object>('.Values.b')),
    };
    const sorted = Object.fromEntries(Object.entries(inOrder(map)).sort(([a], [b]) => (a < b ? -1 : 1)));
    assert.equal(
      manifest(sorted, ALWAYS),
      `---
{{- if .Values.z }}
a: 1
{{- end }}
{{- if .Values.z }}
b: 2
{{- end }}
{{- if .Values.a }}
c: 3
{{- end }}
{{- with .Values.y }}
{{- toYaml . | nindent 0 }}
{{- end }}
{{- with .Values.b }}
{{- toYaml . | nindent 0 }}
{{- end }}
`,
    );
  });
});
