import { localMeans } from '../controls.ts';
import type { Drill } from '../drill.ts';

/** Each left side has several right sides, in a way that only shows when it is evaluated. */
const BROKEN = `
groups:
  - name: drill
    rules:
      - {record: triptych:drill, expr: up * on () up}
`;

export const rulesBroken: Drill = {
  name: 'rules-broken',
  summary: 'Prometheus gets a rule that cannot be evaluated',
  expects: [{ alert: 'RulesFailing', severity: 'page', service: 'prometheus' }],
  holds: ['prometheus'],
  where: 'local',
  async cause({ system, undo }) {
    const { addRules } = localMeans(system);
    undo.defer(() => addRules());
    await addRules(BROKEN);
  },
};

export const alertmanagerStopped: Drill = {
  name: 'alertmanager-stopped',
  summary: 'Alertmanager is stopped, so that nobody is told of anything',
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
  summary: 'whoever is told of alerts answers 500, but for the alert about that',
  expects: [{ alert: 'AlertDeliveryFailing', severity: 'page', service: 'alertmanager' }],
  holds: ['everything'],
  async cause({ system, undo }) {
    undo.defer(() => system.receiver.takeOnly());
    await system.receiver.takeOnly('AlertDeliveryFailing');
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
