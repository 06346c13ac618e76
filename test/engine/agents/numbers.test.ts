import type { INodeParameters } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { runNode } from '../../support/harness';
import { useSandbox } from '../../support/account';
import { succeed } from '../../support/expectSuccess';

const BIG = '12345678901234567890';

const account = useSandbox({ agents: 1 });
let sandbox: Sandbox;

beforeEach(() => {
	({ sandbox } = account);
});

/** Updates the agent, of which the service says that it has this template; given as text, for its long numbers. */
const update = async (template: string, parameters: INodeParameters) => {
	const [agentId] = sandbox.state.agents.keys();
	sandbox.faults.add({
		method: 'GET',
		status: 200,
		contentType: 'application/json',
		body: `{"agentId":"${agentId}","name":"A","callTemplate":${template}}`,
	});
	const { error } = await runNode({
		node: Ultravox,
		parameters: {
			resource: 'agent',
			operation: 'update',
			agentId: { __rl: true, mode: 'id', value: agentId },
			...parameters,
		},
		credentials: account.credentials(),
	});
	return { error, methods: sandbox.requests.map(({ method }) => method) };
};

const schema = (value: string) => `{"type":"object","properties":{"x":{"const":${value}}}}`;

describe('numbers of an agent with more digits than n8n can hold', () => {
	it.each([BIG, '9007199254740993', `1.${BIG}`])('%s is not rewritten', async (number) => {
		const { error, methods } = await update(`{"contextSchema":${schema(number)}}`, {
			systemPrompt: 'Be brief.',
		});
		expect(error?.message).toBe(
			`The agent cannot be updated from here: "contextSchema.properties.x.const" is ${number}, which has more digits than n8n can hold`,
		);
		expect(error?.description).toContain('Give "contextSchema" anew in Call Template (JSON)');
		expect(error?.context?.itemIndex).toBe(0);
		expect(methods).toEqual(['GET']);
	});

	it('do no harm where the setting is given anew or taken out', async () => {
		for (const given of [schema('"x"'), 'null']) {
			sandbox.reset();
			const { methods } = await update(`{"contextSchema":${schema(BIG)}}`, {
				updateFields: { callTemplateJson: `{"contextSchema":${given}}` },
			});
			expect(methods).toContain('PATCH');
		}
	});

	it('do no harm inside a text, or where they are exact', async () => {
		const { methods } = await succeed(
			update(`{"systemPrompt":"${BIG}","contextSchema":${schema('9007199254740992')}}`, {
				systemPrompt: 'Be brief.',
			}),
		);
		expect(methods).toEqual(['GET', 'PATCH']);
	});

	it('are refused in a JSON field, too', async () => {
		const { error, methods } = await update('{}', {
			updateFields: { callTemplateJson: `{"contextSchema":${schema(BIG)}}` },
		});
		expect(error?.message).toBe(
			`Call Template (JSON): the number ${BIG} has more digits than n8n can hold`,
		);
		expect(methods).toEqual([]);
	});
});
