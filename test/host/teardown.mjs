export default (await import('./support/start-hosts.mts')).stopHosts;
