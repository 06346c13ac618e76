// jest loads set-up files by their ending, and takes `.mts` for what Node.js could run as it is.
export { startHosts as default } from './support/start-hosts.mts';
