export { type Capture, captureTelemetry, type LogLine } from './capture.ts';
export { freePort } from './free-port.ts';
export { type ServiceProcess, startProcess } from './process.ts';
