import { before, describe } from 'node:test';
import type { TestStack } from '../support/conversions.ts';
import { hurryRules } from '../support/grafana.ts';
import { badNight } from '../support/night.ts';
import { grafana } from './grafana.ts';
import { questionsOfTheReadme } from './readme.ts';
import { runbooks } from './runbooks.ts';

/** What people ask a stack, once everything has gone wrong that they ask about. The stack has the settings IMPATIENT. */
export function afterFaults(running: () => TestStack): void {
  describe('after each of its parts has failed once', () => {
    before(async () => {
      await hurryRules(running());
      await badNight(running());
    });

    runbooks(running);
    questionsOfTheReadme(running);
    grafana(running);
  });
}
