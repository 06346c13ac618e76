import { editorFixture, NODE } from './support/fixture.mts';

const fixture = editorFixture();

const CREATE = { resource: 'agent', operation: 'create', name: 'Front Desk' };
const PROMPT = 'You answer the phone for {{company}}. Say hello to {{user.name}}.';

const prompts = () =>
	fixture.sandbox.requests.flatMap(({ method, body }) =>
		method === 'POST' ? [(body as { callTemplate?: object }).callTemplate] : [],
	);

test('a prompt that is pasted keeps its variables', async () => {
	const editor = await fixture.openWith(CREATE);
	const panel = await editor.openNode(NODE);
	await panel.paste('systemPrompt', PROMPT);
	// n8n takes what has brackets for an expression, and so its preview has gaps.
	await panel.page.getByTestId('inline-expression-editor-output').waitFor();
	await panel.page.getByText('Ultravox fills in {{customerName}}').waitFor();
	await panel.execute();
	expect(await panel.outputJson()).toEqual([expect.objectContaining({ name: 'Front Desk' })]);
	expect(prompts()).toEqual([{ systemPrompt: PROMPT }]);
});

test('a prompt that is typed keeps its variables', async () => {
	const editor = await fixture.openWith(CREATE);
	const panel = await editor.openNode(NODE);
	await panel.type('systemPrompt', PROMPT);
	await panel.page.getByText('Ultravox fills in {{customerName}}').waitFor();
	await panel.execute();
	expect(await panel.outputJson()).toEqual([expect.objectContaining({ name: 'Front Desk' })]);
	expect(prompts()).toEqual([{ systemPrompt: PROMPT }]);
});

test('variables and fields of the item stand side by side in an expression', async () => {
	const editor = await fixture.openWith(CREATE);
	const panel = await editor.openNode(NODE);
	await panel.setExpression(
		'systemPrompt',
		'Item {{ $itemIndex + 1 }} of {{company}}',
		'Item 1 of',
	);
	await panel.execute();
	expect(await panel.outputJson()).toEqual([expect.objectContaining({ name: 'Front Desk' })]);
	expect(prompts()).toEqual([{ systemPrompt: 'Item 1 of {{company}}' }]);
});

test('a name that only n8n could mean is refused before anything is sent', async () => {
	const editor = await fixture.openWith(CREATE);
	const panel = await editor.openNode(NODE);
	await panel.paste('systemPrompt', 'Hello {{first-name}}');
	await panel.execute();
	const { message, description } = await panel.refusal();
	expect(message).toContain('System Prompt: n8n makes nothing of {{first-name}}');
	expect(description).toContain('{{first_name}}');
	expect(prompts()).toEqual([]);
});

test('the sandbox kept to its own contract', () => {
	expect(fixture.sandbox.violations).toEqual([]);
});
