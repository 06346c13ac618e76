export default (await import('./support/shared-editor.mts')).stopEditor;
