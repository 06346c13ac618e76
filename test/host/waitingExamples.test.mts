import { randomUUID } from 'node:crypto';
import type { WorkflowFile } from '../../scripts/host/client.mts';
import { readExample } from '../../scripts/host/examples.mts';
import { waitFor } from '../../scripts/host/waitFor.mts';
import { type HostFixture, onEachHost } from './support/on-each-host.mts';
import { chain, manualTrigger } from './support/workflows.mts';

const PEOPLE = ['+15551230001', '+15551230002', '+15551230003'];

/** The example as a user would fill it in; `change` is what a test cannot wait for. */
async function filledIn(
	{ sandbox, ultravox }: HostFixture,
	file: string,
	change: (node: WorkflowFile['nodes'][number]) => object = () => ({}),
): Promise<WorkflowFile> {
	const example = await readExample(file);
	const [agentId] = sandbox.state.agents.keys();
	sandbox.seedConfig('twilio');
	sandbox.switches.deliverWebhooks = true;
	const { id, name } = ultravox;
	const nodes = example.nodes.map((node) => {
		const changed = { ...node, ...change(node) };
		if (node.name !== 'Call and Wait') return changed;
		const agent = { __rl: true, mode: 'id', value: agentId };
		const parameters = { ...(node.parameters as object), agentId: agent, from: '+15559876543' };
		return { ...changed, parameters, credentials: { ultravoxApi: { id, name } } };
	});
	return { ...example, name: `${example.name} ${randomUUID()}`, nodes };
}

/** The number of the call that is going on, and how to end it. */
async function nextCall({ sandbox }: HostFixture, count: number) {
	await waitFor(`call ${count}`, async () => sandbox.state.calls.size === count);
	const call = [...sandbox.state.calls.values()][count - 1];
	const { to } = (call.medium.twilio as { outgoing: { to: string } }).outgoing;
	/** Until n8n has taken the report: it may come before the run is parked. */
	const end = async (isAnswered: boolean) => {
		if (isAnswered) sandbox.calls.join(call.callId);
		sandbox.calls.end(call.callId, isAnswered ? 'hangup' : 'unjoined');
		await sandbox.calls.settled();
		const isTaken = () =>
			sandbox.webhooks.deliveries.some((one) => one.callId === call.callId && one.status === 200);
		await waitFor('the report to be taken', async () => {
			if (!isTaken()) await sandbox.clock.advance(31);
			return isTaken();
		});
	};
	return { to, end };
}

onEachHost('Examples that wait for calls', (fixture) => {
	beforeEach(() => {
		// Nobody answers or hangs up by itself.
		Object.assign(fixture.sandbox.switches.callPlan, { joinAfter: 3_600, talkFor: null });
	});

	test('call, wait, write the outcome into the sheet', async () => {
		const file = await filledIn(fixture, 'call-and-write-outcome.json');
		const workflow = await fixture.client.createWorkflow(file);
		const { executionId } = await fixture.client.startRun(workflow);
		const called: string[] = [];
		for (const isAnswered of [true, false, true]) {
			const { to, end } = await nextCall(fixture, called.length + 1);
			called.push(to);
			await end(isAnswered);
		}

		const { status, runs } = await fixture.client.finishedExecution(executionId ?? '');
		expect({ status, called }).toEqual({ status: 'success', called: PEOPLE });
		expect(runs['All Called'][0].data?.main?.[0]?.map(({ json }) => json)).toEqual([
			expect.objectContaining({
				customerId: 'C-1001',
				outcome: 'ended',
				transcript: expect.stringContaining('User: '),
			}),
			expect.objectContaining({ customerId: 'C-1002', outcome: 'unanswered' }),
			expect.objectContaining({ customerId: 'C-1003', outcome: 'ended' }),
		]);
	});

	test('call back those who did not answer, three times at most', async () => {
		const file = await filledIn(fixture, 'call-back-unanswered.json', ({ name, parameters }) =>
			name === 'Until Then'
				? { parameters: { ...(parameters as object), dateTime: '={{ $now.toISO() }}' } }
				: {},
		);
		const workflow = await fixture.client.createWorkflow(file);
		const { executionId } = await fixture.client.startRun(workflow);
		const called: string[] = [];
		// Ada answers at once, Grace never, Linus when he is called again.
		for (const isAnswered of [true, false, false, false, true, false]) {
			const { to, end } = await nextCall(fixture, called.length + 1);
			called.push(to);
			await end(isAnswered);
		}

		const { status, runs } = await fixture.client.finishedExecution(executionId ?? '');
		const [ada, grace, linus] = PEOPLE;
		expect({ status, called }).toEqual({
			status: 'success',
			called: [ada, grace, linus, grace, linus, grace],
		});
		const left = runs['Reached or Given Up'].flatMap((run) => run.data?.main?.[0] ?? []);
		expect(left.map(({ json: { name, tries, outcome } }) => [name, tries, outcome])).toEqual([
			['Ada', 1, 'ended'],
			['Linus', 2, 'ended'],
			['Grace', 3, 'unanswered'],
		]);
	});

	test.each([
		['at once within them', 0, '2026-11-25T10:20:00', '2026-11-25T10:20:00'],
		['an hour later', 1, '2026-11-25T10:20:00', '2026-11-25T11:20:00'],
		['from nine in the morning', 0, '2026-11-25T06:30:00', '2026-11-25T09:00:00'],
		['not late in the day', 1, '2026-11-25T16:10:00', '2026-11-26T09:00:00'],
		['not at the weekend', 2, '2026-11-27T16:30:00', '2026-11-30T09:00:00'],
	])('call in calling hours: %s', async (_, tries, now, expected) => {
		const { nodes } = await readExample('call-back-unanswered.json');
		const hours = nodes.find(({ name }) => name === 'Next Calling Hours');
		const parameters = JSON.stringify(hours?.parameters)
			.replaceAll('$now', `DateTime.fromISO('${now}')`)
			.replaceAll('$json.tries', String(tries));
		const workflow = await fixture.client.createWorkflow(
			chain(`Hours ${randomUUID()}`, manualTrigger(), {
				...(hours as WorkflowFile['nodes'][number]),
				parameters: JSON.parse(parameters) as object,
			}),
		);
		const { runs } = await fixture.client.run(workflow);
		const callAt = runs['Next Calling Hours'][0].data?.main?.[0]?.[0].json.callAt;
		expect(String(callAt).slice(0, 19)).toBe(expected);
	});
});
