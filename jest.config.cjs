// One project per layer, so that each can be run, and counted, alone.
// Packages of the scripts that are ES modules only, with theirs: compiled for jest, which loads CommonJS.
const ES_MODULES = [
	'@sec-ant/readable-stream',
	'@sindresorhus/merge-streams',
	'execa',
	'figures',
	'get-port',
	'get-stream',
	'human-signals',
	'is-plain-obj',
	'is-stream',
	'is-unicode-supported',
	'npm-run-path',
	'parse-ms',
	'path-key',
	'pretty-ms',
	'strip-final-newline',
	'unicorn-magic',
	'yoctocolors',
].join('|');

const compile = (syntax) => [
	'@swc/jest',
	{
		jsc: { parser: { syntax }, target: 'es2022' },
		module: { type: 'commonjs' },
	},
];

const common = {
	rootDir: __dirname,
	testEnvironment: 'node',
	moduleFileExtensions: ['ts', 'mts', 'js', 'mjs', 'cjs', 'json', 'node'],
	transform: {
		'^.+\\.m?ts$': compile('typescript'),
		[`/node_modules/(${ES_MODULES})/.+\\.js$`]: compile('ecmascript'),
	},
	// Its exports name only a condition `import`, which jest does not know.
	moduleNameMapper: { '^unicorn-magic$': '<rootDir>/node_modules/unicorn-magic/node.js' },
	transformIgnorePatterns: [`/node_modules/(?!(${ES_MODULES})/)`],
};

const layer = (displayName, more = {}) => ({
	...common,
	...more,
	displayName,
	testMatch: [`<rootDir>/test/${displayName}/**/*.test.{ts,mts}`],
});

module.exports = {
	// Most of the time is spent waiting for answers, so more workers than processors pay.
	maxWorkers: 5,
	// Milliseconds; jest's five seconds are too few where something else keeps the machine busy.
	testTimeout: 60_000,
	projects: [
		layer('unit'),
		layer('engine', {
			testEnvironment: '<rootDir>/test/support/sharedEngine/environment.cjs',
			moduleNameMapper: {
				...common.moduleNameMapper,
				'^(n8n-core|n8n-workflow)$': '<rootDir>/test/support/sharedEngine/$1.cjs',
				'^@n8n/di$': '<rootDir>/test/support/sharedEngine/di.cjs',
				'^(\\.\\./)+sandbox(/index\\.ts)?$': '<rootDir>/test/support/sharedEngine/sandbox.cjs',
			},
			setupFilesAfterEnv: ['<rootDir>/test/support/harness/setup.mts'],
		}),
		layer('host', {
			globalSetup: '<rootDir>/test/host/setup.mjs',
			globalTeardown: '<rootDir>/test/host/teardown.mjs',
		}),
		layer('editor', {
			globalSetup: '<rootDir>/test/editor/setup.mjs',
			globalTeardown: '<rootDir>/test/editor/teardown.mjs',
		}),
	],
};
