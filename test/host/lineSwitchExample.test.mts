/** The example that opens and closes a line by webhook, tried with the line that its note gives. */
import { randomUUID } from 'node:crypto';
import type { StoredWorkflow } from '../../scripts/host/client.mts';
import { EXAMPLE_CREDENTIALS, readExample } from '../../scripts/host/examples.mts';
import { tryProgram } from '../../scripts/host/processes.mts';
import { onEachHost } from './support/on-each-host.mts';

const KEY = 'key-of-the-line-switch';

onEachHost('The example with the line switch', (fixture) => {
	let workflow: StoredWorkflow;
	let command: string;

	/** Runs the note's line as a person does who has put in what is theirs. */
	const send = async (agentId: string, open: boolean, key = KEY) => {
		const line = command
			.replace('https://your-n8n.example.com', fixture.host.url)
			.replace('your-key', key)
			.replace('your-agent-id', agentId)
			.replace('"open": true', `"open": ${String(open)}`);
		const { lines } = await tryProgram('sh', ['-c', `${line} -s -w '\\n%{http_code}'`], {
			env: process.env,
		});
		const [status] = lines.slice(-1);
		return { status, text: lines.slice(0, -1).join('\n') };
	};

	beforeAll(async () => {
		const example = await readExample('open-close-line.json');
		const parametersOf = (name: string) =>
			example.nodes.find((node) => node.name === name)?.parameters as Record<string, unknown>;
		const note = String(parametersOf('What to Set').content);
		command = /`(curl [^`]+)`/.exec(note)?.[1] ?? '';
		const { lineSwitch, ultravox } = EXAMPLE_CREDENTIALS;
		const header = await fixture.client.createCredential({
			...lineSwitch,
			name: `Line ${randomUUID()}`,
			data: { name: 'X-Line-Key', value: KEY },
		});
		const ours = { httpHeaderAuth: header, [ultravox.type]: fixture.ultravox };
		const nodes = example.nodes.map((node) => ({
			...node,
			// Another path than that of the same example in another file's tests.
			...(node.name === 'Line Switch'
				? { parameters: { ...parametersOf('Line Switch'), path: `line-${header.id}` } }
				: {}),
			credentials: Object.fromEntries(
				Object.keys(node.credentials ?? {}).map((type) => {
					const { id, name } = ours[type as keyof typeof ours];
					return [type, { id, name }];
				}),
			),
		}));
		command = command.replace('/ultravox-line', `/line-${header.id}`);
		workflow = await fixture.client.createWorkflow({ ...example, nodes });
	});

	// Within the host's own block, whose end closes the client.
	describe('while it is published', () => {
		beforeAll(async () => await fixture.client.activate(workflow.id));
		afterAll(async () => await fixture.client.deactivate(workflow.id));

		test('opens and closes', async () => {
			const [other, line] = [...fixture.sandbox.state.agents.keys()];
			fixture.sandbox.seedConfig('twilio', { callCreationAllowedAgentIds: [other] });
			const opened = await send(line, true);
			expect(opened.status).toBe('200');
			expect(JSON.parse(opened.text)).toMatchObject({ callCreationAllowedAgentIds: [other, line] });
			const closed = await send(line, false);
			expect(closed.status).toBe('200');
			expect(JSON.parse(closed.text)).toMatchObject({ callCreationAllowedAgentIds: [other] });
		});

		test('says in a sentence why it could not be done', async () => {
			fixture.sandbox.seedConfig('twilio');
			for (const [agentId, said] of [
				['sales', /sales.* is not an agent ID/],
				[randomUUID(), /agent/i],
			] as const) {
				const { status, text } = await send(agentId, true);
				expect(status).toBe('422');
				expect((JSON.parse(text) as { message: string }).message).toMatch(said);
				expect(text).not.toContain(fixture.sandbox.apiKey);
			}
		});

		test('lets nobody in who has not the key', async () => {
			const requests = fixture.sandbox.requests.length;
			expect((await send(randomUUID(), true, 'wrong')).status).toBe('403');
			expect(fixture.sandbox.requests).toHaveLength(requests);
		});
	});
});
