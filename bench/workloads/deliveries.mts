/** One event, from its delivery to n8n's answer. */
import { createHmac, randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { Client } from 'undici';
import { chain } from '../lib/nodes.mts';
import { median } from '../lib/rounds.mts';
import type { Bench, Variant, Workload } from '../lib/types.mts';
import type { WorkflowFile } from '../../scripts/host/client.mts';

const DELIVERIES = 50;

export const deliveries: Workload[] = [
	{
		name: 'one trigger delivery, signed, to its answer',
		prepare: async (bench) => await beside(bench, 'bench-webhook', {}),
	},
	{
		name: 'the same, beside a Webhook node with an expression in its options',
		limit: 1.05,
		prepare: async (bench) =>
			await beside(bench, 'bench-webhook-expression', { responseData: '={{ "Received" }}' }),
	},
];

/** Our trigger, and n8n's Webhook node with these options. */
async function beside(bench: Bench, path: string, options: object) {
	await activate(bench, webhookNode(path, options));
	await activate(bench, triggerNode(bench));
	const [registered] = bench.sandbox.state.webhooks.values();
	const trigger = new URL(registered.url);
	return {
		ours: deliver(bench, trigger.pathname, registered.secrets[0]),
		other: deliver(bench, `/webhook/${path}`, 'not looked at'),
	};
}

const webhookNode = (path: string, options: object): WorkflowFile['nodes'][number] => ({
	id: randomUUID(),
	webhookId: randomUUID(),
	name: 'Webhook',
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2,
	position: [0, 0],
	parameters: { httpMethod: 'POST', path, responseMode: 'onReceived', options },
});

const triggerNode = ({ ultravox }: Bench): WorkflowFile['nodes'][number] => ({
	id: randomUUID(),
	webhookId: randomUUID(),
	name: 'Ultravox Trigger',
	type: 'n8n-nodes-ultravox.ultravoxTrigger',
	typeVersion: 1,
	position: [0, 0],
	parameters: { events: ['call.ended'], options: {} },
	credentials: { ultravoxApi: { id: ultravox.id, name: ultravox.name } },
});

async function activate({ client }: Bench, node: WorkflowFile['nodes'][number]): Promise<void> {
	const { id } = await client.createWorkflow({
		...chain(node.name, node),
		// Storing every execution would go on behind the next delivery and be counted with it.
		settings: { executionOrder: 'v1', saveDataSuccessExecution: 'none' },
	});
	await client.activate(id);
}

/** The median time of some deliveries one after the other, of different calls. */
const deliver = ({ host }: Bench, path: string, secret: string): Variant => ({
	async run() {
		const client = new Client(host.url);
		const times: number[] = [];
		for (let count = 0; count < DELIVERIES; count++) {
			const body = JSON.stringify({ event: 'call.ended', call: endedCall() });
			const timestamp = new Date().toISOString();
			const signature = createHmac('sha256', secret)
				.update(body + timestamp)
				.digest('hex');
			const start = performance.now();
			const answer = await client.request({
				method: 'POST',
				path,
				headers: {
					'content-type': 'application/json',
					'x-ultravox-webhook-timestamp': timestamp,
					'x-ultravox-webhook-signature': signature,
				},
				body,
			});
			await answer.body.text();
			times.push(performance.now() - start);
			if (answer.statusCode >= 300) throw new Error(`${path} answered ${answer.statusCode}`);
		}
		await client.close();
		return { ms: median(times) ?? Number.NaN };
	},
});

const endedCall = () => ({
	callId: randomUUID(),
	created: new Date().toISOString(),
	joined: new Date().toISOString(),
	ended: new Date().toISOString(),
	endReason: 'hangup',
	systemPrompt: 'You are friendly and brief. '.repeat(40),
	metadata: {},
});
