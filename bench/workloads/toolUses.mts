/** One use of a tool, from Ultravox's request to the answer. */
import { randomUUID } from 'node:crypto';
import { chain, type Node } from '../lib/nodes.mts';
import { posts, publish } from '../lib/posts.mts';
import type { Bench, Workload } from '../lib/types.mts';

const PATH = 'bench-tool';
const ORDER = { orderNumber: 'A12' };
const ANSWER = 'Order A12 is on its way';

export const toolUses: Workload[] = [
	{
		name: 'one use of a tool to its answer, three nodes, beside a Webhook node with an expression in its options',
		limit: 1.1,
		async prepare(bench) {
			const trigger = toolTrigger(bench);
			await publish(bench, chain('Tool', trigger, ...answering('$json.parameters')));
			await publish(bench, chain('Webhook', webhook(), ...answering('$json.body')));
			const body = JSON.stringify(ORDER);
			return {
				ours: posts(bench, `/webhook/${trigger.webhookId}/tool`, used(bench, body), ANSWER),
				other: posts(bench, `/webhook/${PATH}`, () => ({ body }), JSON.stringify({ text: ANSWER })),
			};
		},
	},
];

/** What Ultravox sends: its secret, the call, the arguments. */
function used({ sandbox }: Bench, body: string) {
	const [tool] = [...sandbox.state.tools.values()].filter(
		({ ownership }) => ownership === 'private',
	);
	const [secret] = tool.definition.staticParameters as Array<{ name: string; value: string }>;
	return () => ({
		headers: { [secret.name]: secret.value, 'X-Ultravox-Call-Id': randomUUID() },
		body,
	});
}

/** Two steps that make the answer of what was asked. */
const answering = (from: string): Node[] => [
	set('Order', `={{ { order: ${from}.orderNumber } }}`),
	set('Answer', '={{ { text: `Order ${$json.order} is on its way` } }}'),
];

const set = (name: string, jsonOutput: string): Node => ({
	...step(name, 'n8n-nodes-base.set', 3.4),
	parameters: { mode: 'raw', jsonOutput, options: {} },
});

const webhook = (): Node => ({
	...step('Webhook', 'n8n-nodes-base.webhook', 2),
	webhookId: randomUUID(),
	parameters: {
		httpMethod: 'POST',
		path: PATH,
		responseMode: 'lastNode',
		responseData: 'firstEntryJson',
		options: { responseHeaders: { entries: [{ name: 'x-order', value: '={{ "looked up" }}' }] } },
	},
});

const toolTrigger = ({ ultravox }: Bench) => ({
	...step('Tool', 'n8n-nodes-ultravox.ultravoxToolTrigger', 1),
	webhookId: randomUUID(),
	parameters: {
		toolName: 'lookUpOrder',
		toolDescription: 'Looks up an order.',
		toolParameters: {
			values: [{ name: 'orderNumber', type: 'string', description: 'Its number', required: true }],
		},
	},
	credentials: { ultravoxApi: { id: ultravox.id, name: ultravox.name } },
});

const step = (name: string, type: string, typeVersion: number): Node => ({
	id: randomUUID(),
	name,
	type,
	typeVersion,
	position: [0, 0],
});
