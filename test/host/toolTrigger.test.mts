import { randomUUID } from 'node:crypto';
import { onEachToolHost } from './support/toolHosts.mts';
import {
	fail,
	PUBLIC,
	respond,
	set,
	step,
	talk,
	TOOL_TRIGGER,
	toolWorkflow,
	waitFor as waitNode,
} from './support/toolWorkflows.mts';
import { manualTrigger } from './support/workflows.mts';
import { waitFor } from '../../scripts/host/waitFor.mts';

const AT_ONCE = 50;
const BOTH = ['lastNode', 'responseNode'];
const FALLBACK = { text: 'That did not work.', failed: false, reaction: 'speaks' };

/** Gives back what the caller asked for. */
const echo = () => set('={{ { text: `Order ${$json.parameters.orderNumber}` } }}');

onEachToolHost('Ultravox Tool Trigger', (bench) => {
	const ownTools = () =>
		[...bench.sandbox.state.tools.values()].filter(({ ownership }) => ownership === 'private');
	const secretOf = ({ definition }: { definition: Record<string, unknown> }) =>
		(definition.staticParameters as Array<{ value: string }>)[0].value;
	const toolsOf = (agentId: string) =>
		(bench.sandbox.state.agents.get(agentId)?.callTemplate?.selectedTools ?? []) as Array<{
			toolId?: string;
		}>;

	/** Somebody tries the tool of a test in a call. */
	async function useOfTest() {
		const answer = await fetch(`${bench.sandbox.url}/api/agents/${bench.agentId}/calls`, {
			method: 'POST',
			headers: { 'x-api-key': bench.sandbox.apiKey, 'content-type': 'application/json' },
			body: JSON.stringify({ toolOverrides: { add: [{ toolName: 'lookUpOrder_test' }] } }),
		});
		const { callId } = (await answer.json()) as { callId: string };
		bench.sandbox.calls.join(callId);
		return await bench.sandbox.tools.invoke({
			callId,
			tool: 'lookUpOrder_test',
			arguments: { orderNumber: 'T1' },
		});
	}

	describe('answers with what the last node gives', () => {
		test('a text as it is, and the output of the trigger names tool, parameters and call', async () => {
			const workflow = await bench.publish({}, echo());
			const callId = talk(bench.sandbox, bench.agentId);
			const result = await bench.use({ orderNumber: 'A12', quantity: 2 }, callId);
			expect(result).toMatchObject({ failed: false, text: 'Order A12', reaction: 'speaks' });
			expect(result.answer?.headers['content-type']).toMatch(/^text\/plain/);
			const [execution] = await bench.editor.untilExecuted(workflow.id, 1);
			expect(execution).toMatchObject({ mode: 'webhook', status: 'success' });
			expect(execution.runs[TOOL_TRIGGER][0].data?.main?.[0]?.[0].json).toEqual({
				tool: 'lookUpOrder',
				parameters: { orderNumber: 'A12', quantity: 2 },
				call: { callId },
			});
		});

		test('several fields as JSON', async () => {
			await bench.publish({}, set('={{ { status: "shipped", days: 2 } }}'));
			const result = await bench.use();
			expect(JSON.parse(result.text)).toEqual({ status: 'shipped', days: 2 });
			expect(result.answer?.headers['content-type']).toMatch(/^application\/json/);
		});

		test('and adds what is asked for of the call', async () => {
			const workflow = await bench.publish(
				{
					options: {
						includeCall: true,
						includeConversation: true,
						includeMetadata: true,
						includeState: true,
						agentReaction: 'listens',
					},
				},
				echo(),
			);
			const callId = talk(bench.sandbox, bench.agentId);
			bench.sandbox.calls.say(callId, 'USER', 'Where is my order?');
			expect(await bench.use({ orderNumber: 'A12' }, callId)).toMatchObject({
				reaction: 'listens',
			});
			const [{ runs }] = await bench.editor.untilExecuted(workflow.id, 1);
			expect(runs[TOOL_TRIGGER][0].data?.main?.[0]?.[0].json.call).toMatchObject({
				callId,
				agentId: bench.agentId,
				status: 'active',
				metadata: {},
				state: {},
				conversation: expect.arrayContaining([
					expect.objectContaining({ text: 'Where is my order?' }),
				]),
			});
		});
	});

	describe('answers with Tool: Respond', () => {
		const mode = { responseMode: 'responseNode' };
		const answering = async (parameters: object) =>
			await bench.publish(mode, respond(bench.credential, parameters));

		test('a text, after which other nodes go on', async () => {
			const workflow = await bench.publish(
				mode,
				respond(bench.credential, {
					text: '=Order {{ $json.parameters.orderNumber }} is on its way',
					options: { agentReaction: 'speaksOnce', callState: '{ "known": "Zoë" }' },
				}),
				fail(),
			);
			const result = await bench.use();
			expect(result).toMatchObject({
				text: 'Order A12 is on its way',
				failed: false,
				reaction: 'speaks-once',
				callState: { known: 'Zoë' },
				ended: false,
			});
			const [{ status }] = await bench.editor.untilExecuted(workflow.id, 1);
			expect(status).toBe('error');
		});

		test('the fields of an object', async () => {
			await answering({ text: '={{ $json.parameters }}' });
			expect(JSON.parse((await bench.use()).text)).toEqual({ orderNumber: 'A12' });
		});

		test('and hangs up with a farewell', async () => {
			await answering({ responseType: 'hangUp', text: 'Goodbye!' });
			const callId = talk(bench.sandbox, bench.agentId);
			const result = await bench.use({ orderNumber: 'A12' }, callId);
			expect(result).toMatchObject({ failed: false, ended: true, reaction: 'listens' });
			const said = bench.sandbox.state.calls.get(callId)?.messages.map(({ text }) => text);
			expect(said).toContain('Goodbye!');
		});

		test('once; a second one says that it was not sent', async () => {
			const second = { ...respond(bench.credential, { text: 'Two' }), name: 'Second' };
			const workflow = await bench.publish(
				mode,
				respond(bench.credential, { text: 'One' }),
				second,
			);
			expect((await bench.use()).text).toBe('One');
			const [{ runs }] = await bench.editor.untilExecuted(workflow.id, 1);
			const sent = (name: string) => runs[name][0].data?.main?.[0]?.[0].json;
			expect(sent('Respond')).toMatchObject({ sent: true });
			expect(sent('Second')).toMatchObject({
				sent: false,
				warnings: [expect.stringContaining('already has its answer')],
			});
		});

		test('which says so where the workflow was started by something else', async () => {
			const answer = respond(bench.credential, { text: 'Hello' });
			const file = toolWorkflow(bench.credential, mode, answer);
			const start = manualTrigger();
			const connections = {
				...file.connections,
				[start.name]: { main: [[{ node: answer.name, type: 'main', index: 0 }]] },
			};
			const nodes = [...file.nodes, start];
			const workflow = await bench.editor.createWorkflow({ ...file, nodes, connections });
			const { runs } = await bench.editor.run(workflow, start.name);
			expect(runs[answer.name][0].data?.main?.[0]?.[0].json).toMatchObject({
				sent: false,
				warnings: [expect.stringContaining('was not started by the Ultravox Tool Trigger')],
			});
		});

		test('which says so where the output of the trigger is pinned', async () => {
			const answer = respond(bench.credential, { text: 'Hello' });
			const file = toolWorkflow(bench.credential, mode, answer);
			const sample = { tool: 'lookUpOrder', parameters: {}, call: { callId: 'x' } };
			const pinData = { [TOOL_TRIGGER]: [{ json: sample }] };
			const workflow = await bench.editor.createWorkflow({ ...file, pinData });
			const { runs } = await bench.editor.run(workflow, TOOL_TRIGGER);
			expect(runs[answer.name][0].data?.main?.[0]?.[0].json).toMatchObject({
				sent: false,
				warnings: [expect.stringContaining('is a sample')],
			});
		});

		test('which says so where no agent waits', async () => {
			const workflow = await bench.publish({}, respond(bench.credential, { text: 'Hello' }));
			expect(await bench.use()).toMatchObject(FALLBACK);
			const [execution] = await bench.editor.untilExecuted(workflow.id, 1);
			expect(execution.error?.message).toBe(
				'No agent waits for this answer: the Ultravox Tool Trigger answers in another way',
			);
		});
	});

	test('of two in one workflow each is answered in its own way', async () => {
		const answer = respond(bench.credential, { text: 'Hello' });
		const first = toolWorkflow(bench.credential, { agentIds: [bench.agentId] }, answer);
		const mode = { toolName: 'greet', responseMode: 'responseNode', agentIds: [bench.agentId] };
		const [greet] = toolWorkflow(bench.credential, mode).nodes;
		const second = { ...greet, id: randomUUID(), name: 'The "second" one' };
		const workflow = await bench.publishFile({
			...first,
			nodes: [...first.nodes, second],
			connections: { ...first.connections, [second.name]: first.connections[TOOL_TRIGGER] },
		});
		const callId = talk(bench.sandbox, bench.agentId);
		expect(await bench.use({ orderNumber: 'A12' }, callId)).toMatchObject(FALLBACK);
		const greeted = { callId, tool: 'greet', arguments: { orderNumber: 'A12' } };
		expect(await bench.sandbox.tools.invoke(greeted)).toMatchObject({ text: 'Hello' });
		const executions = await bench.editor.untilExecuted(workflow.id, 2);
		expect(executions.map(({ status }) => status)).toEqual(['error', 'success']);
	});

	test('answers at once with a fixed text, and the workflow runs by itself', async () => {
		const workflow = await bench.publish(
			{ responseMode: 'onReceived', responseText: 'I have noted that.' },
			waitNode(1),
			echo(),
		);
		const result = await bench.use();
		expect(result).toMatchObject({ text: 'I have noted that.', failed: false });
		expect(result.answer).toBeUndefined();
		const [{ status }] = await bench.editor.untilExecuted(workflow.id, 1);
		expect(status).toBe('success');
		await bench.sandbox.tools.settled();
		expect(bench.sandbox.state.lateToolAnswers).toMatchObject([{ status: 200 }]);
	});

	describe.each(BOTH)('says what the user chose, in the mode %s', (responseMode) => {
		test('when the workflow stops', async () => {
			const workflow = await bench.publish({ responseMode }, fail());
			expect(await bench.use()).toMatchObject(FALLBACK);
			const [{ status }] = await bench.editor.untilExecuted(workflow.id, 1);
			expect(status).toBe('error');
		});

		test('when there is no answer', async () => {
			const nothing = set('={{ [] }}');
			await bench.publish({ responseMode }, nothing);
			expect(await bench.use()).toMatchObject(FALLBACK);
		});

		test('when it is late; the workflow goes on, and what it says then is dropped', async () => {
			const answer =
				responseMode === 'lastNode' ? echo() : respond(bench.credential, { text: 'Too late' });
			const workflow = await bench.publish(
				{ responseMode, options: { timeout: 2 } },
				waitNode(4),
				answer,
			);
			const result = await bench.use();
			expect(result).toMatchObject(FALLBACK);
			const [{ status, runs }] = await bench.editor.untilExecuted(workflow.id, 1);
			expect(status).toBe('success');
			if (responseMode === 'lastNode') return;
			expect(runs.Respond[0].data?.main?.[0]?.[0].json).toMatchObject({
				sent: false,
				warnings: [expect.stringContaining('This step came too late')],
			});
		});
	});

	test.each(['continueRegularOutput', 'continueErrorOutput'])(
		'says what the user chose when the last node catches its error, with %s',
		async (onError) => {
			const url = 'http://127.0.0.1:9/nobody-listens';
			const request = step('Request', 'httpRequest', 4.2, { url, options: {} });
			const workflow = await bench.publish({}, { ...request, onError });
			expect(await bench.use()).toMatchObject(FALLBACK);
			await bench.editor.untilExecuted(workflow.id, 1);
		},
	);

	test('tells the model what is wrong with its arguments, and starts nothing', async () => {
		const workflow = await bench.publish({}, echo());
		const missing = await bench.use({});
		expect(missing).toMatchObject({ failed: false, reaction: 'speaks' });
		expect(missing.text).toMatch(/"orderNumber" is missing\./);
		const wrong = await bench.use({ orderNumber: 12, quantity: 1.5 });
		expect(wrong.text).toMatch(
			/"orderNumber" has to be text, not 12\. "quantity" has to be a whole/,
		);
		// The one that counts comes last: when it has run, the others would have.
		expect(await bench.use()).toMatchObject({ text: 'Order A12' });
		await bench.editor.untilExecuted(workflow.id, 1);
		expect(await bench.executions(workflow)).toBe(1);
	});

	test('lets in nothing forged, and does not say why', async () => {
		const workflow = await bench.publish({}, echo());
		const secret = secretOf(ownTools()[0]);
		const forged: Array<Record<string, string>> = [
			{},
			{ 'x-n8n-tool-secret': '' },
			{ 'x-n8n-tool-secret': 'guessed' },
			{ 'x-n8n-tool-secret': '0'.repeat(64) },
			{ 'x-n8n-tool-secret': secret.slice(0, -1) },
			{ 'x-n8n-tool-secret': `${secret}0` },
		];
		for (const headers of forged) {
			const answer = await bench.post(workflow, headers);
			expect([answer.status, await answer.text()]).toEqual([401, '']);
		}
		const genuine = await bench.post(workflow, { 'x-n8n-tool-secret': secret });
		expect([genuine.status, await genuine.text()]).toEqual([200, 'Order A12']);
		await bench.editor.untilExecuted(workflow.id, 1);
		expect(await bench.executions(workflow)).toBe(1);
	});

	test('takes a new secret, and lets calls that began before in until the old one is dropped', async () => {
		const workflow = await bench.publish({}, echo());
		const [first] = ownTools();
		const [old, { toolId }] = [secretOf(first), first];
		await bench.republish(workflow, { options: { secretVersion: 2 } });
		expect(ownTools()).toMatchObject([{ toolId }]);
		expect(secretOf(ownTools()[0])).not.toBe(old);
		expect(await bench.use()).toMatchObject({ text: 'Order A12' });
		expect((await bench.post(workflow, { 'x-n8n-tool-secret': old })).status).toBe(200);
		await bench.republish(workflow, { options: { secretVersion: 2, keepPreviousSecret: false } });
		expect((await bench.post(workflow, { 'x-n8n-tool-secret': old })).status).toBe(401);
		expect(await bench.use()).toMatchObject({ text: 'Order A12' });
	});

	test(`gives ${AT_ONCE} calls that use it at once each its own answer`, async () => {
		await bench.publish({ options: { timeout: 40 } }, echo());
		const numbers = Array.from({ length: AT_ONCE }, (_, index) => `N${index}`);
		const results = await Promise.all(
			numbers.map(async (orderNumber) => await bench.use({ orderNumber })),
		);
		expect(results.map(({ text }) => text)).toEqual(numbers.map((number) => `Order ${number}`));
	});

	test('goes on in a call during which it is published again, and after a restart of n8n', async () => {
		const workflow = await bench.publish({}, echo());
		const callId = talk(bench.sandbox, bench.agentId);
		expect(await bench.use({ orderNumber: 'first' }, callId)).toMatchObject({
			text: 'Order first',
		});
		const [{ toolId }] = ownTools();
		await bench.republish(workflow, { toolDescription: 'Looks up any order.' });
		expect(ownTools()).toMatchObject([
			{ toolId, definition: { description: 'Looks up any order.' } },
		]);
		expect(toolsOf(bench.agentId)).toMatchObject([
			{ toolId, descriptionOverride: 'Looks up any order.' },
		]);
		expect(await bench.use({ orderNumber: 'again' }, callId)).toMatchObject({
			text: 'Order again',
		});
		await bench.n8n.restart();
		const after = await waitFor('the trigger to listen again', async () => {
			const result = await bench.use({ orderNumber: 'later' }, callId);
			return result.failed ? undefined : result;
		});
		expect(after).toMatchObject({ text: 'Order later' });
		expect(ownTools()).toMatchObject([{ toolId }]);
	});

	test('ten publications leave one tool, and write to no agent that has it', async () => {
		const workflow = await bench.publish({}, echo());
		const patches = () => bench.sandbox.requests.filter(({ method }) => method === 'PATCH').length;
		expect(patches()).toBe(1);
		const [{ toolId }] = ownTools();
		for (let version = 1; version < 10; version++) {
			await bench.republish(workflow, { fallbackText: `Sentence ${version}` });
		}
		expect(ownTools()).toMatchObject([{ toolId }]);
		expect(patches()).toBe(1);
		await bench.editor.deactivate(workflow.id);
		expect(ownTools()).toMatchObject([{ toolId }]);
		expect(toolsOf(bench.agentId)).toMatchObject([{ toolId }]);
		const result = await waitFor('n8n to stop listening', async () => {
			const answer = await bench.use();
			return answer.failed ? answer : undefined;
		});
		expect(result.answer?.status).toBe(404);
	});

	test('a copy of the workflow is refused for the same agent, and nothing is changed', async () => {
		await bench.publish({}, echo());
		const before = JSON.stringify([ownTools(), toolsOf(bench.agentId)]);
		await expect(bench.publish({}, echo())).rejects.toThrow(
			new RegExp(
				`Tool Name: agent .* already has a tool that is called .{1,2}lookUpOrder.{1,2}, which calls ${PUBLIC}/webhook/[\\w-]+/tool\\.`,
			),
		);
		expect(JSON.stringify([ownTools(), toolsOf(bench.agentId)])).toBe(before);
		expect(await bench.use()).toMatchObject({ text: 'Order A12' });
	});

	test('an agent that is taken out of the list loses the tool, and keeps everything else', async () => {
		const [first, second, third] = bench.sandbox.state.agents.keys();
		const { toolId: other } = bench.sandbox.tools.seed({ name: 'other' });
		for (const id of [first, second]) {
			Object.assign(bench.sandbox.state.agents.get(id) ?? {}, {
				callTemplate: {
					systemPrompt: `Prompt of ${id}`,
					selectedTools: [{ toolId: other, nameOverride: 'other' }],
				},
			});
		}
		const workflow = await bench.publish({ agentIds: [first, second] }, echo());
		const [, { toolId }] = ownTools();
		const ids = (agentId: string) => toolsOf(agentId).map((entry) => entry.toolId);
		expect([first, second, third].map(ids)).toEqual([[toolId, other], [toolId, other], []]);
		await bench.republish(workflow, { agentIds: [second, third] });
		expect([first, second, third].map(ids)).toEqual([[other], [toolId, other], [toolId]]);
		for (const id of [first, second]) {
			expect(bench.sandbox.state.agents.get(id)?.callTemplate).toMatchObject({
				systemPrompt: `Prompt of ${id}`,
			});
		}
	});

	test('"Listen for test event" has an agent wait for Tool: Respond', async () => {
		const answer = respond(bench.credential, { text: 'Hello' });
		const file = toolWorkflow(bench.credential, { responseMode: 'responseNode' }, answer);
		const workflow = await bench.editor.createWorkflow(file);
		await bench.editor.startRun(workflow, TOOL_TRIGGER);
		expect(await useOfTest()).toMatchObject({ failed: false, text: 'Hello' });
		const [{ runs }] = await bench.editor.untilExecuted(workflow.id, 1);
		expect(runs[answer.name][0].data?.main?.[0]?.[0].json).toMatchObject({ sent: true });
	});

	test('"Listen for test event" has a tool of its own, and touches neither agent nor live tool', async () => {
		const workflow = await bench.publish({}, echo());
		const [live] = ownTools();
		const before = JSON.stringify([live, toolsOf(bench.agentId)]);
		const listening = await bench.editor.startRun(workflow, TOOL_TRIGGER);
		expect(listening.waitingForWebhook).toBe(true);
		const test = ownTools().find(({ name }) => name === 'lookUpOrder_test');
		expect(test?.definition).toMatchObject({
			modelToolName: 'lookUpOrder_test',
			http: { baseUrlPattern: expect.stringContaining('/webhook-test/') },
		});
		const tested = await useOfTest();
		expect(tested).toMatchObject({ failed: false, text: 'Order T1' });
		await waitFor('the test tool to go', async () => ownTools().length === 1);
		expect(JSON.stringify([ownTools()[0], toolsOf(bench.agentId)])).toBe(before);
	});
});
