export default (await import('./support/shared-editor.mts')).stopEditors;
