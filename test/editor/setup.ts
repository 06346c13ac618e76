// jest loads set-up files by their ending, and takes `.mts` for what Node.js could run as it is.
export { startEditor as default } from './support/shared-editor.mts';
