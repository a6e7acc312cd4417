import { localControls } from '../controls.ts';
import type { Drill } from '../drill.ts';

/** Each series on the left matches several on the right, which only shows when the rule is evaluated. */
const BROKEN_RULES = `
groups:
  - name: drill
    rules:
      - {record: triptych:drill, expr: up * on () up}
`;

export const rulesBroken: Drill = {
  name: 'rules-broken',
  summary: 'Prometheus loads a rule that cannot be evaluated',
  expects: [{ alert: 'RulesFailing', severity: 'page', service: 'prometheus' }],
  holds: ['prometheus'],
  where: 'local',
  async cause({ system, undo }) {
    const { loadRules } = localControls(system);
    undo.defer(() => loadRules());
    await loadRules(BROKEN_RULES);
  },
};

export const alertmanagerStopped: Drill = {
  name: 'alertmanager-stopped',
  summary: 'Alertmanager is stopped, so that no alert is delivered',
  expects: [
    { alert: 'BackendDown', severity: 'ticket', service: 'alertmanager', seen: 'prometheus' },
    { alert: 'AlertsNotReachingAlertmanager', severity: 'page', service: 'prometheus', seen: 'prometheus' },
  ],
  holds: ['everything'],
  async cause({ system, undo }) {
    undo.defer(() => system.start('alertmanager'));
    await system.stop('alertmanager');
  },
};

export const deliveryFailing: Drill = {
  name: 'delivery-failing',
  summary: 'the receiver answers 500 to every alert except AlertDeliveryFailing',
  expects: [{ alert: 'AlertDeliveryFailing', severity: 'page', service: 'alertmanager' }],
  holds: ['everything'],
  async cause({ system, undo }) {
    undo.defer(() => system.receiver.acceptOnly());
    await system.receiver.acceptOnly('AlertDeliveryFailing');
  },
};

export const deadMansSwitch: Drill = {
  name: 'dead-mans-switch',
  summary: 'Prometheus is stopped, so that no alert can fire',
  expects: [{ alert: 'Watchdog', severity: 'none', service: 'prometheus', seen: 'silence' }],
  holds: ['everything'],
  async cause({ system, undo }) {
    undo.defer(() => system.start('prometheus'));
    await system.stop('prometheus');
  },
};
