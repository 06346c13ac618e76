import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type StoredWorkflow } from '../../scripts/host/client.mts';
import { readExample } from '../../scripts/host/examples.mts';
import { type HostFixture, onEachHost } from './support/on-each-host.mts';
import { chain, items, manualTrigger, ultravox } from './support/workflows.mts';

/** More than is read before a file is stored. */
const BYTES = 9_000_044;

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** The example with its credential chosen. */
async function filledExample({ ultravox: { id, name } }: HostFixture) {
	const { nodes, ...example } = await readExample('after-the-call.json');
	return {
		name: example.name,
		connections: example.connections,
		settings: example.settings,
		nodes: nodes.map((node) =>
			node.credentials ? { ...node, credentials: { ultravoxApi: { id, name } } } : node,
		),
	};
}

onEachHost('Call', (fixture) => {
	beforeEach(() => {
		fixture.sandbox.seedConfig('twilio');
		fixture.sandbox.switches.recordingBytes = BYTES;
	});

	const call = (name: string, parameters: object, settings: Record<string, unknown> = {}) => ({
		...ultravox({ resource: 'call', ...parameters }, [fixture.ultravox], settings),
		name,
	});

	test('a recording is written to disk as it is', async () => {
		const [{ callId }] = fixture.sandbox.calls.seed(1, { body: { recordingEnabled: true } });
		const folder = join(fixture.host.userFolder, 'files');
		await mkdir(folder, { recursive: true });
		const fileName = join(folder, `${callId}.wav`);
		const workflow = await fixture.client.createWorkflow(
			chain(
				'Keep a recording',
				manualTrigger(),
				call('Recording', { operation: 'getRecording', callId: byId(callId) }),
				{
					...manualTrigger(),
					name: 'Write',
					type: 'n8n-nodes-base.readWriteFile',
					typeVersion: 1,
					parameters: { operation: 'write', fileName, dataPropertyName: 'data', options: {} },
				},
			),
		);

		const { status } = await fixture.client.run(workflow);

		expect(status).toBe('success');
		const file = await readFile(fileName);
		expect(file).toHaveLength(BYTES);
		expect(file.subarray(0, 4).toString('latin1')).toBe('RIFF');
		expect(file.readUInt32LE(4)).toBe(BYTES - 8);
		expect(fixture.sandbox.storage.requests.at(-1)).toMatchObject({
			status: 200,
			carriedKey: false,
		});
	});

	test('what was called before an item fails is not called again when n8n retries', async () => {
		const [agentId] = [...fixture.sandbox.state.agents.keys()];
		const phones = ['+15550000001', '+15550000002', '+15550000003'];
		fixture.sandbox.faults.add({
			method: 'POST',
			status: 400,
			body: { detail: 'Not now.' },
			after: 1,
		});
		const workflow = await fixture.client.createWorkflow(
			chain(
				'Call three',
				manualTrigger(),
				...items(phones.map((phone) => ({ phone }))),
				call(
					'Call',
					{
						operation: 'create',
						agentId: byId(agentId),
						to: '={{ $json.phone }}',
						from: '+15559876543',
						additionalFields: {},
						options: {},
					},
					{ retryOnFail: true, maxTries: 2, waitBetweenTries: 100 },
				),
			),
		);

		const { status } = await fixture.client.run(workflow);

		expect(status).toBe('success');
		const dialled = [...fixture.sandbox.state.calls.values()].map(
			({ medium }) => (medium.twilio as { outgoing: { to: string } }).outgoing.to,
		);
		expect(dialled).toEqual(phones);
	});

	test('the example reports what was said, with the recording', async () => {
		let workflow: StoredWorkflow | undefined;
		try {
			workflow = await fixture.client.createWorkflow(await filledExample(fixture));
			await fixture.client.activate(workflow.id);
			const [{ callId }] = fixture.sandbox.calls.seed(1, {
				body: { recordingEnabled: true, metadata: { customer: 'C-1' } },
			});
			await fixture.sandbox.webhooks.deliver('call.ended', callId);
			const [{ status, runs }] = await fixture.client.untilExecuted(workflow.id);

			expect(status).toBe('success');
			const [report] = runs.Report[0].data?.main?.[0] ?? [];
			expect(report).toMatchObject({
				json: {
					callId,
					seconds: 60,
					metadata: { customer: 'C-1' },
					transcript: expect.stringContaining('Agent: Hello'),
				},
				binary: { data: { fileName: `${callId}.wav`, mimeType: 'audio/wav' } },
			});
		} finally {
			if (workflow) await fixture.client.deactivate(workflow.id);
		}
	});
});
