export { defineFault, type Fault } from './fault.ts';
export { createFaults, type Faults } from './faults.ts';
export { faultPlugin } from './plugin.ts';
export { faultSettings } from './settings.ts';
