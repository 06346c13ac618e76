import { readFile } from 'node:fs/promises';
import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { outputOf, schemaFor } from '../../support/describeOutput.mts';
import { operationNames } from '../../support/operationNames.ts';
import { misfits, type OutputSchema } from '../../support/outputSchema.ts';
import { schemaFile, schemaText } from '../../support/schemaFiles.mts';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());

const stored = async (name: string) =>
	JSON.parse(await readFile(schemaFile(name), 'utf8')) as OutputSchema;

describe.each(operationNames)('%s', (name) => {
	test('its schema is up to date; npm run schemas writes it', async () => {
		const text = await readFile(schemaFile(name), 'utf8');
		expect(text).toBe(schemaText(await schemaFor(name, sandbox)));
	});

	test('a run with the data of an account fits its schema', async () => {
		const schema = await stored(name);
		const output = await outputOf(name, sandbox, 'stored');
		expect(output.flatMap((json) => misfits(json, schema, name))).toEqual([]);
	});

	test('the editor has something to show', async () => {
		const { type, properties = {} } = await stored(name);
		expect(type).toBe('object');
		expect(Object.keys(properties)).not.toEqual([]);
	});

	test('begins with what a person asks first, not with an ID of Ultravox', async () => {
		const { properties = {} } = await stored(name);
		const [first] = Object.keys(properties);
		expect(first).not.toMatch(/^(agent|batch|call|knowledgeBase|source|tool|voice)Id$/);
	});
});
