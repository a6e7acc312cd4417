import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ruleFiles } from '../../../src/monitoring/alerts/files.ts';
import { TEMPLATES, THRESHOLDS } from '../../../src/monitoring/alerts/index.ts';
import { dashboards } from '../../../src/monitoring/dashboards/index.ts';
import { isAlert } from '../../../src/monitoring/rules/rule.ts';
import { numberPlace, textPlace, withDefaults } from '../../../src/monitoring/rules/threshold.ts';

const ALERTS = [...TEMPLATES.values()].flat().flatMap(({ rules }) => rules.filter(isAlert));
const PLACE = /THRESHOLD_OF_|TEXT_OF_/;

describe('the threshold of an alert', () => {
  for (const { alert, labels, expr, annotations, threshold } of ALERTS) {
    it(`is ${threshold ? 'in' : 'missing from'} the query of ${alert} (${labels.severity})`, () => {
      assert.equal(expr.includes(numberPlace(alert)), threshold !== undefined);
      assert.equal(annotations.description?.includes(textPlace(alert)), threshold?.shown !== undefined);
    });
  }

  it('is written in the unit of the text, without the noise of binary fractions', () => {
    const shown = (value: number, unit: '%' | 'GB' | 'ms' | 'minutes') =>
      withDefaults(`${numberPlace('A')}: ${textPlace('A')}`, new Map([['A', { value, meaning: 'x', shown: unit }]]));
    assert.equal(shown(0.07, '%'), '0.07: 7 %');
    assert.equal(shown(3e8, 'GB'), '300000000: 0.3 GB');
    assert.equal(shown(0.5, 'ms'), '0.5: 500 ms');
    assert.equal(shown(120, 'minutes'), '120: 2 minutes');
  });

  it('belongs to one alert alone', () => {
    const names = ALERTS.flatMap(({ alert, threshold }) => (threshold ? [alert] : []));
    assert.deepEqual(names, [...THRESHOLDS.keys()]);
  });

  it('has its default in every committed file', () => {
    const texts = [...ruleFiles().map(({ yaml }) => yaml), ...dashboards().map(({ json }) => json)];
    assert.deepEqual(
      texts.filter((text) => PLACE.test(text)),
      [],
    );
  });
});
