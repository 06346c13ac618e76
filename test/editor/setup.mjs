// jest runs set-up files past its own resolver, so Node.js loads them itself, with tsx for the types.
import { register } from 'tsx/esm/api';

register();
export default (await import('./support/shared-editor.mts')).startEditors;
