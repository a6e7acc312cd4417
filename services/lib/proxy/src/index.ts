export { exemptInternalHosts } from './environment.ts';
export { proxyOf } from './proxy-of.ts';
