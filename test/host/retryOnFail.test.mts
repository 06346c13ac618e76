import { randomUUID } from 'node:crypto';
import type { StoredCredential, WorkflowFile } from '../../scripts/host/client.mts';
import { agentWithTool } from './support/agentWithTool.mts';
import { type ChatModel, startChatModel } from './support/chatModel.mts';
import { onEachHost } from './support/on-each-host.mts';
import { chain, items, manualTrigger, ultravox } from './support/workflows.mts';

const NUMBERS = ['+15550000001', '+15550000002', '+15550000003'];
const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 100 };
const REFUSAL = { method: 'POST', status: 400, body: { detail: 'Not now.' } } as const;
const LOST = { method: 'POST', status: 500, applyFirst: true } as const;
/** Another text in each try. */
const CHANGING = {
	templateContext: {
		values: [{ name: 'when', value: '={{ $now.toMillis() }} {{ Math.random() }}' }],
	},
};

type Node = WorkflowFile['nodes'][number];

const step = (name: string, type: string, typeVersion: number, parameters: object): Node => ({
	...manualTrigger(),
	id: randomUUID(),
	name,
	type: `n8n-nodes-base.${type}`,
	typeVersion,
	parameters,
});

onEachHost('Nobody is called twice by Retry On Fail', (fixture) => {
	beforeEach(() => fixture.sandbox.seedConfig('twilio'));

	const call = (parameters: object = {}, settings: object = {}): Node =>
		ultravox(
			{
				resource: 'call',
				operation: 'create',
				agentId: { __rl: true, mode: 'id', value: [...fixture.sandbox.state.agents.keys()][0] },
				to: '={{ $json.phone }}',
				from: '+15559876543',
				additionalFields: CHANGING,
				options: { maxRetries: 0, callsPerSecond: 100 },
				...parameters,
			},
			[fixture.ultravox],
			{ ...RETRY, ...settings },
		);
	const rows = (numbers: string[]) => items(numbers.map((phone) => ({ phone })));
	const dialled = () =>
		[...fixture.sandbox.state.calls.values()].map(
			({ medium }) => (medium.twilio as { outgoing: { to: string } }).outgoing.to,
		);
	const run = async (workflow: WorkflowFile) =>
		await fixture.client.run(await fixture.client.createWorkflow(workflow));

	test('although what is sent changes from try to try', async () => {
		fixture.sandbox.faults.add({ ...REFUSAL, after: 1 });
		const { status, runs } = await run(
			chain('Call three', manualTrigger(), ...rows(NUMBERS), call()),
		);
		expect(status).toBe('success');
		expect(dialled()).toEqual(NUMBERS);
		const output = runs.Ultravox[0].data?.main?.[0] ?? [];
		expect(output.map(({ json }) => json.isNew)).toEqual([true, true, true]);
	});

	/** Start → rows → Loop Over Items → Call → back. */
	const loop = (numbers: string[], batchSize: number, settings: object = {}): WorkflowFile => {
		const over = step('Loop', 'splitInBatches', 3, { batchSize, options: {} });
		const file = chain('Call in a loop', manualTrigger(), ...rows(numbers), over);
		const to = (node: string) => [{ node, type: 'main', index: 0 }];
		return {
			...file,
			nodes: [...file.nodes, call({}, settings)],
			connections: {
				...file.connections,
				Loop: { main: [[], to('Ultravox')] },
				Ultravox: { main: [to('Loop')] },
			},
		};
	};

	test('in Loop Over Items, where each round is a new call', async () => {
		const again = [...NUMBERS, ...NUMBERS];
		fixture.sandbox.faults.add({ ...REFUSAL, after: 3 });
		const { status } = await run(loop(again, 2));
		expect(status).toBe('success');
		expect(dialled()).toEqual(again);
	});

	test('nor by another round of a loop while nobody knows whether they were called', async () => {
		fixture.sandbox.faults.add(LOST);
		const { status, runs } = await run(
			loop([NUMBERS[0], NUMBERS[0], NUMBERS[1]], 1, { onError: 'continueRegularOutput' }),
		);
		expect(status).toBe('success');
		expect(dialled()).toEqual(NUMBERS.slice(0, 2));
		expect(runs.Ultravox).toHaveLength(3);
	});

	test('in a sub-workflow that is run once for each item', async () => {
		const twice = [NUMBERS[0], NUMBERS[0], NUMBERS[1]];
		fixture.sandbox.faults.add({ ...REFUSAL, after: 1 });
		const sub = await fixture.client.createWorkflow(
			chain(
				'Call one',
				step('Called', 'executeWorkflowTrigger', 1.1, { inputSource: 'passthrough' }),
				call(),
			),
		);
		const each = step('Each', 'executeWorkflow', 1.2, {
			workflowId: { __rl: true, mode: 'id', value: sub.id },
			mode: 'each',
			options: {},
		});
		if (fixture.host.version.startsWith('2.')) await fixture.client.activate(sub.id);
		const { status } = await run(chain('Call all', manualTrigger(), ...rows(twice), each));
		expect(status).toBe('success');
		expect(dialled()).toEqual(twice);
	});

	describe('as the tool of an AI agent', () => {
		let model: ChatModel;
		let openAi: StoredCredential;

		beforeAll(async () => {
			model = await startChatModel();
			openAi = await fixture.client.createCredential({
				name: `Chat model ${randomUUID()}`,
				type: 'openAiApi',
				data: { apiKey: 'any', url: model.url },
			});
		});
		afterAll(async () => await model?.close());

		const WORDS = {
			to: "={{ $fromAI('phone', 'Whom to call', 'string') }}",
			additionalFields: {
				templateContext: {
					values: [{ name: 'words', value: "={{ $fromAI('words') }} {{ Math.random() }}" }],
				},
			},
		};

		test.each([3, 2])('of version %s', async (version) => {
			fixture.sandbox.faults.add(LOST);
			model.script(
				{ call: { phone: NUMBERS[0], words: 'Come at nine' } },
				{ call: { phone: NUMBERS[0], words: 'Please come at nine' } },
				{ call: { phone: NUMBERS[1], words: 'Come at nine' } },
				{ call: { phone: NUMBERS[1], words: 'Come at nine' } },
				{ say: 'Done.' },
			);
			const tool = call(WORDS, { onError: 'continueRegularOutput' });
			const { error } = await run(agentWithTool(tool, openAi, 'Call everybody.', version));
			expect(error).toBeUndefined();

			// Not the first again, in whichever words; the second as often as the model asks for.
			expect(dialled()).toEqual([NUMBERS[0], NUMBERS[1], NUMBERS[1]]);
			expect(model.toolAnswers()[1]).toContain('Not dialled again');
		});

		test.each([
			[3, 'call'],
			[2, 'call'],
			[3, 'callBatch'],
			[2, 'callBatch'],
		])('of version %s, where the tool itself is tried again: %s', async (version, resource) => {
			fixture.sandbox.faults.add({ method: 'POST', status: 500 });
			model.script({ call: { phone: NUMBERS[0], words: 'Come at nine' } }, { say: 'Done.' });
			const tool = call({ ...WORDS, resource });
			const { raw } = await run(agentWithTool(tool, openAi, 'Call everybody.', version));

			expect(fixture.sandbox.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
			expect(raw).toMatch(/[Nn]ot (dialled|sent) again/);
		});
	});
});
