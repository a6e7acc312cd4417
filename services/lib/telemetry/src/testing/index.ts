export { type Capture, captureTelemetry, type LogLine } from './capture.ts';
export { type ServiceProcess, startProcess } from './process.ts';
