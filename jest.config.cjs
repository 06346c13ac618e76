// One project per layer, so that each can be run, and counted, alone.
const common = {
	rootDir: __dirname,
	testEnvironment: 'node',
	moduleFileExtensions: ['ts', 'mts', 'js', 'mjs', 'cjs', 'json', 'node'],
	transform: {
		'^.+\\.m?ts$': [
			'@swc/jest',
			{
				jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
				module: { type: 'commonjs' },
			},
		],
	},
};

const layer = (displayName, more = {}) => ({
	...common,
	...more,
	displayName,
	testMatch: [`<rootDir>/test/${displayName}/**/*.test.{ts,mts}`],
});

module.exports = {
	// Most of the time is spent waiting for answers, so more workers than processors pay.
	maxWorkers: 4,
	projects: [
		layer('unit'),
		layer('engine', { setupFilesAfterEnv: ['<rootDir>/test/engine/harness/setup.mts'] }),
		layer('host', {
			globalSetup: '<rootDir>/test/host/setup.ts',
			globalTeardown: '<rootDir>/test/host/teardown.ts',
		}),
		layer('editor', {
			globalSetup: '<rootDir>/test/editor/setup.ts',
			globalTeardown: '<rootDir>/test/editor/teardown.ts',
		}),
	],
};
