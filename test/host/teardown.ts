export { stopHosts as default } from './support/start-hosts.mts';
