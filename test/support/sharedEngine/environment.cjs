/**
 * The environment of engine tests. jest loads every module anew for each test file, and n8n's engine and the sandbox with
 * its server are two thousand of them, which took more time than the tests. Here each worker loads both once, as Node.js
 * loads modules, and all its test files get those, by the files beside this one. The node under test is still loaded anew.
 */
const { buildSync } = require('esbuild');
const { mkdtempSync, rmSync } = require('node:fs');
const Module = require('node:module');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { TestEnvironment } = require('jest-environment-node');

/** The modules that are shared, by name; loaded when the first test file of the worker begins. */
let shared;

function sharedModules() {
	if (shared) return shared;
	// As test/support/harness/environment.mts sets them where nothing is shared; n8n-core reads them when it is loaded.
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-ultravox-engine-'));
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	process.env.N8N_USER_FOLDER = folder;
	process.env.N8N_ENCRYPTION_KEY = 'engine-tests';
	process.env.N8N_DIAGNOSTICS_ENABLED = 'false';
	process.env.N8N_DEFAULT_BINARY_DATA_MODE = 'filesystem';
	process.env.N8N_LOG_LEVEL ??= 'silent';
	// A proxy of the machine must not stand between the tests and servers on loopback.
	for (const name of ['NO_PROXY', 'no_proxy']) {
		process.env[name] = [process.env[name], '127.0.0.1,localhost,::1'].filter(Boolean).join(',');
	}
	const core = require('n8n-core');
	shared = {
		'n8n-core': core,
		'n8n-workflow': require('n8n-workflow'),
		// Its package may be installed more than once, and the copy beside this project would be another container.
		'@n8n/di': Module.createRequire(require.resolve('n8n-core'))('@n8n/di'),
		sandbox: loadSandbox(),
	};
	return shared;
}

/** As one file in memory: a loader of TypeScript in the process would meet jest's own. */
function loadSandbox() {
	const { outputFiles } = buildSync({
		entryPoints: [join(__dirname, '../../../sandbox/index.ts')],
		bundle: true,
		format: 'cjs',
		packages: 'external',
		platform: 'node',
		target: 'node20',
		write: false,
	});
	// No file, but what stack traces say.
	const name = join(__dirname, 'sandbox.bundle.cjs');
	const loaded = new Module(name);
	loaded.paths = Module._nodeModulePaths(__dirname);
	loaded._compile(outputFiles[0].text, name);
	return loaded.exports;
}

/** Makes errors of the engine, which has its own `Error`, errors for the tests and the node as well. */
function knowForeignErrors(TestError) {
	const ordinary = Function.prototype[Symbol.hasInstance];
	Object.defineProperty(TestError, Symbol.hasInstance, {
		value(thing) {
			return ordinary.call(this, thing) || (this === TestError && thing instanceof Error);
		},
	});
}

module.exports = class SharedEngineEnvironment extends TestEnvironment {
	constructor(config, context) {
		// First, as the tests get a copy of the variables that it sets.
		const modules = sharedModules();
		super(config, context);
		this.global.sharedModules = modules;
		knowForeignErrors(this.global.Error);
	}

	async setup() {
		await super.setup();
		// jest looks up the lines of the sources, which takes long. Errors of the engine's realm have none, and an agent of
		// n8n's HTTP client reads the stack of one at each request.
		const withSources = Error.prepareStackTrace;
		Error.prepareStackTrace = (error, calls) =>
			error instanceof Error ? [error, ...calls].join('\n    at ') : withSources(error, calls);
	}
};
