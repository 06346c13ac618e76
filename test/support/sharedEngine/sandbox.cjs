module.exports = globalThis.sharedModules.sandbox;
