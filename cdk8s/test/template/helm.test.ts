import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import { entries, items, spread, spreadItems } from '../../src/template/blocks.ts';
import { ALWAYS, type Condition } from '../../src/template/condition.ts';
import { manifest, text } from '../../src/template/helm.ts';
import { token } from '../../src/template/token.ts';

const on = token<Condition>('.Values.on');

/** What Helm prints for a template whose only expressions are escaped braces. */
const printed = (template: string) => template.replaceAll(/\{\{ "(\{\{|\}\})" \}\}/g, '$1');

describe('manifest', () => {
  it('writes any JSON without tokens as equivalent YAML', () => {
    const scalar = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constantFrom('{{ a }}', 'yes', '1e3', '- x', '#'),
    );
    const json = fc.letrec((tie) => ({
      value: fc.oneof({ depthSize: 'small' }, scalar, fc.array(tie('value')), fc.dictionary(fc.string(), tie('value'))),
    })).value;
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), json, { minKeys: 1 }), (object) => {
        assert.deepEqual(parse(printed(manifest(object, ALWAYS))), JSON.parse(JSON.stringify(object)));
      }),
    );
  });

  it('writes conditions as blocks with the right indent', () => {
    const object = { spec: { ...entries(on, { a: 1 }), list: [...items(on, [{ b: 2 }]), 3] } };
    assert.equal(
      manifest(object, on),
      `{{- if .Values.on }}
---
spec:
{{- if .Values.on }}
  a: 1
{{- end }}
  list:
{{- if .Values.on }}
  - b: 2
{{- end }}
  - 3
{{- end }}
`,
    );
  });

  it('inserts entries and items of the values', () => {
    const object = {
      labels: { a: 'b', ...spread(token<object>('.Values.labels')) },
      env: [...spreadItems(token<[]>('.Values.env'))],
    };
    assert.equal(
      manifest(object, ALWAYS),
      `---
labels:
  a: b
{{- with .Values.labels }}
{{- toYaml . | nindent 2 }}
{{- end }}
env:
{{- with .Values.env }}
{{- toYaml . | nindent 0 }}
{{- end }}
`,
    );
  });
});

describe('text', () => {
  it('contains values and conditional lines', () => {
    assert.equal(
      text([`${token('.Release.Name')} is there`, ...items(on, ['more'])]),
      '{{ .Release.Name }} is there\n{{- if .Values.on }}\nmore\n{{- end }}\n',
    );
  });
});
