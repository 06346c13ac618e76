export { stopEditor as default } from './support/shared-editor.mts';
