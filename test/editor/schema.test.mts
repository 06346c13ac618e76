import { readFile } from 'node:fs/promises';
import type { Editor } from '../../scripts/editor/editor.mts';
import { resources } from '../../nodes/Ultravox/resources.ts';
import type { OutputSchema } from '../support/outputSchema.ts';
import { schemaFile } from '../support/schemaFiles.mts';
import { editorFixture } from './support/fixture.mts';

const fixture = editorFixture();

const NEXT = 'Edit Fields';

const openWith = async (parameters: Record<string, unknown>) =>
	await fixture.openWithNext(parameters, {
		name: NEXT,
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: {},
	});

async function fieldsOf(name: string): Promise<string[]> {
	const { properties = {} } = JSON.parse(await readFile(schemaFile(name), 'utf8')) as OutputSchema;
	return Object.keys(properties).sort();
}

/** What the panel of the node behind shows of its input. */
const inputOf = ({ page }: Editor) => {
	const panel = page.getByTestId('ndv-input-panel');
	const fields = panel.getByTestId('run-data-schema-node-name');
	return {
		/** The line above fields that no run has proven yet. */
		preview: panel.getByTestId('schema-preview-warning'),
		field: (name: string) => fields.getByText(name, { exact: true }),
		/** All of them, sorted: what is below another in the panel need not be so in the page. */
		names: async () => {
			await fields.first().waitFor();
			const texts = await fields.allInnerTexts();
			return texts.map((text) => text.trim()).sort();
		},
	};
};

test('before the first run the node behind shows the fields, and takes one that is dragged', async () => {
	const [{ callId }] = fixture.sandbox.calls.seed(1);
	const editor = await openWith({
		resource: 'call',
		operation: 'get',
		callId: { __rl: true, mode: 'id', value: callId },
	});
	const panel = await editor.openNode(NEXT);
	const input = inputOf(editor);
	await input.preview.waitFor();
	expect(await input.names()).toEqual(await fieldsOf('call/get'));

	const dropArea = editor.page.getByTestId('drop-area');
	await input.field('endReason').dragTo(dropArea, { steps: 10 });
	const assigned = editor.page.getByTestId('assignment');
	await assigned.getByText('{{ $json.endReason }}').waitFor();
	expect(fixture.sandbox.requests).toEqual([]);

	await panel.execute();
	expect(await panel.outputJson()).toEqual([{ endReason: 'hangup' }]);
	await input.preview.waitFor({ state: 'hidden' });
	expect(await input.names()).toEqual(await fieldsOf('call/get'));
});

test('a node that is left as it was added shows the fields of its default operation', async () => {
	const editor = await openWith({});
	await editor.openNode(NEXT);
	const input = inputOf(editor);
	await input.preview.waitFor();
	const [{ value, defaultOperation }] = resources;
	const fields = await fieldsOf(`${value}/${defaultOperation}`);
	expect(await input.names()).toEqual(expect.arrayContaining(fields));
});
