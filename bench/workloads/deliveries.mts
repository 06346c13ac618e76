/** One event, from its delivery to n8n's answer. */
import { createHmac, randomUUID } from 'node:crypto';
import { chain } from '../lib/nodes.mts';
import { posts, publish } from '../lib/posts.mts';
import type { Bench, Variant, Workload } from '../lib/types.mts';
import type { WorkflowFile } from '../../scripts/host/client.mts';

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
	for (const node of [webhookNode(path, options), triggerNode(bench)]) {
		await publish(bench, chain(node.name, node));
	}
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

/** Deliveries of different calls. */
const deliver = (bench: Bench, path: string, secret: string): Variant =>
	posts(bench, path, () => {
		const body = JSON.stringify({ event: 'call.ended', call: endedCall() });
		const timestamp = new Date().toISOString();
		const signature = createHmac('sha256', secret)
			.update(body + timestamp)
			.digest('hex');
		return {
			headers: {
				'x-ultravox-webhook-timestamp': timestamp,
				'x-ultravox-webhook-signature': signature,
			},
			body,
		};
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
