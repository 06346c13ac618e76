import { join } from 'node:path';
import { request } from 'undici';
import type { StoredWorkflow } from '../../scripts/host/client.mts';
import { importCredentials, importWorkflows } from '../../scripts/host/cli.mts';
import {
	EXAMPLE_CREDENTIALS,
	EXAMPLES_FOLDER,
	readExample,
	readExamples,
} from '../../scripts/host/examples.mts';
import { type HostFixture, onEachHost, TWILIO_ACCOUNT } from './support/on-each-host.mts';

const LINE_KEY = 'line-key-of-the-examples-test';

/** n8n's own commands, as an operator imports: credentials first, then the files as they are. */
async function importExamples({ host, sandbox, client }: HostFixture) {
	const { ultravox, twilio, lineSwitch } = EXAMPLE_CREDENTIALS;
	await importCredentials(host, [
		{ id: 'example-ultravox', ...ultravox, data: { apiKey: sandbox.apiKey, baseUrl: sandbox.url } },
		{ id: 'example-twilio', ...twilio, data: TWILIO_ACCOUNT },
		{ id: 'example-line', ...lineSwitch, data: { name: 'X-Line-Key', value: LINE_KEY } },
	]);
	const before = new Set((await client.workflows()).map(({ id }) => id));
	await importWorkflows(host, EXAMPLES_FOLDER);
	return (await client.workflows()).filter(({ id }) => !before.has(id));
}

const writes = ({ sandbox }: HostFixture) =>
	sandbox.requests.filter(({ method }) => method !== 'GET');

onEachHost('Examples', (fixture) => {
	let newOnes: Awaited<ReturnType<typeof importExamples>>;

	// Other files import examples into the same n8n; only what came in here counts.
	beforeAll(async () => {
		newOnes = await importExamples(fixture);
	});

	async function imported(file: string): Promise<StoredWorkflow> {
		const { name } = await readExample(file);
		const found = newOnes.filter((workflow) => workflow.name === name);
		expect(found).toHaveLength(1);
		return await fixture.client.workflow(found[0].id);
	}

	test('are all imported, with their credentials found by name', async () => {
		for (const { file } of await readExamples()) {
			const { nodes } = await imported(file);
			const used = nodes.flatMap(({ credentials }) => Object.values(credentials ?? {}));
			expect(used.length).toBeGreaterThan(0);
			for (const credential of used) expect(credential).toHaveProperty('id', expect.any(String));
		}
	});

	test('hand the saved Twilio account to Ultravox', async () => {
		fixture.sandbox.seedConfig('twilio', { callCreationAllowAllAgents: true });
		const workflow = await imported('rotate-twilio-token.json');

		const execution = await fixture.client.run(workflow);

		expect(execution).toMatchObject({ status: 'success' });
		expect(writes(fixture)).toMatchObject([
			{ method: 'PATCH', path: '/api/telephony_configs/twilio' },
		]);
		expect(fixture.sandbox.state.configs.twilio).toMatchObject({
			...TWILIO_ACCOUNT,
			callCreationAllowAllAgents: true,
		});
	});

	test('open and close a line by webhook', async () => {
		const [other, line] = [...fixture.sandbox.state.agents.keys()];
		fixture.sandbox.seedConfig('twilio', { callCreationAllowedAgentIds: [other] });
		const workflow = await imported('open-close-line.json');
		await fixture.client.activate(workflow.id);
		const send = async (body: object, key = LINE_KEY) => {
			const answer = await request(`${fixture.host.url}/webhook/ultravox-line`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', 'x-line-key': key },
				body: JSON.stringify(body),
			});
			const text = await answer.body.text();
			const isJson = String(answer.headers['content-type']).includes('json');
			return { status: answer.statusCode, body: isJson ? (JSON.parse(text) as unknown) : text };
		};

		try {
			const opened = await send({ agentId: line, open: true });
			expect(opened).toMatchObject({
				status: 200,
				body: { callCreationAllowedAgentIds: [other, line] },
			});
			expect(fixture.sandbox.state.configs.twilio).toMatchObject({
				callCreationAllowedAgentIds: [other, line],
			});

			const closed = await send({ agentId: line, open: false });
			expect(closed).toMatchObject({ status: 200, body: { callCreationAllowedAgentIds: [other] } });
			expect(fixture.sandbox.state.configs.twilio).toMatchObject({
				callCreationAllowedAgentIds: [other],
			});

			const requestsSoFar = fixture.sandbox.requests.length;
			expect(await send({ agentId: line, open: true }, 'wrong')).toMatchObject({ status: 403 });
			expect(fixture.sandbox.requests).toHaveLength(requestsSoFar);
		} finally {
			await fixture.client.deactivate(workflow.id);
		}
	});

	test('make an agent, allow it on the line and give out its address', async () => {
		const [other] = [...fixture.sandbox.state.agents.keys()];
		fixture.sandbox.seedConfig('twilio', { callCreationAllowedAgentIds: [other] });
		const workflow = await imported('new-agent-goes-live.json');

		const { status, runs } = await fixture.client.run(workflow);

		expect(status).toBe('success');
		const agent = [...fixture.sandbox.state.agents.values()].at(-1);
		expect(agent?.callTemplate).toMatchObject({
			voice: 'Mark',
			firstSpeakerSettings: { agent: { text: expect.stringContaining('bakery') } },
		});
		expect(fixture.sandbox.state.configs.twilio).toMatchObject({
			callCreationAllowedAgentIds: [other, agent?.agentId],
		});
		expect(runs['Address for Twilio'][0].data?.main?.[0]).toMatchObject([
			{
				json: {
					agent: 'Front Desk',
					incomingCallUrl: `https://app.ultravox.ai/api/agents/${agent?.agentId}/telephony_xml`,
				},
			},
		]);
	});

	test('replace the mapping by the rows of a list', async () => {
		const [agent] = [...fixture.sandbox.state.agents.keys()];
		fixture.sandbox.seedConfig('twilio', {
			callCreationAllowedAgentIds: [agent],
			requestContextMapping: { From: 'user.phone' },
		});
		const workflow = await imported('move-to-new-mapping.json');

		const execution = await fixture.client.run(workflow);

		expect(execution).toMatchObject({ status: 'success' });
		expect(writes(fixture)).toHaveLength(1);
		expect(fixture.sandbox.state.configs.twilio).toMatchObject({
			callCreationAllowedAgentIds: [agent],
			requestContextMapping: {
				From: 'caller.phoneNumber',
				To: 'line.phoneNumber',
				CallerName: 'caller.name',
				FromCity: 'caller.city',
			},
		});
	});
});

describe('Example files', () => {
	test('hold no credential data and a note that says what to set', async () => {
		const examples = await readExamples();
		expect(examples.length).toBeGreaterThanOrEqual(3);
		for (const { nodes, file } of examples) {
			for (const { credentials } of nodes) {
				for (const used of Object.values(credentials ?? {})) {
					expect({ file: join('examples', file), used }).toMatchObject({ used: { id: null } });
				}
			}
			const notes = nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote');
			expect(JSON.stringify(notes)).toContain('What to set');
		}
	});
});
