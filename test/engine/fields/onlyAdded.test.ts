/** A field that was added to an Update and left alone says nothing: what is stored must not go by it. */
import type { IDataObject, INodeParameters, INodeProperties } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import { useSandbox } from '../../support/account';
import { succeed } from '../../support/expectSuccess';
import { runNode } from '../../support/harness';

const account = useSandbox({ agents: 1 });

const run = async (resource: string, operation: string, parameters: IDataObject) =>
	await runNode({
		node: Ultravox,
		parameters: { resource, operation, ...parameters } as INodeParameters,
		credentials: account.credentials(),
	});
const byId = (value: unknown) => ({ __rl: true, mode: 'id', value }) as IDataObject;
const anAgent = () => ({ agentId: byId([...account.sandbox.state.agents.keys()][0]) });
const made = async (resource: string, parameters: IDataObject) =>
	(await succeed(run(resource, 'create', parameters))).json[0];

const NUMBERS = { to: '+15551234567', from: '+15559876543' };
const TOOL = { name: 'lookUp', description: 'Looks up', baseUrlPattern: 'https://example.com/x' };

/** What is changed, by resource. */
const TARGETS: Record<string, () => IDataObject | Promise<IDataObject>> = {
	agent: anAgent,
	async callBatch() {
		account.sandbox.seedConfig('twilio');
		const { batchId } = await made('callBatch', { ...anAgent(), ...NUMBERS });
		return { ...anAgent(), batchId: byId(batchId) };
	},
	tool: async () => ({ toolId: byId((await made('tool', TOOL)).toolId) }),
	async knowledgeBase() {
		const { knowledgeBaseId } = await made('knowledgeBase', { name: 'Handbook' });
		return { knowledgeBaseId: byId(knowledgeBaseId) };
	},
};

const isEmpty = (value: unknown) =>
	['', '{}', '[]'].includes(typeof value === 'string' ? value : JSON.stringify(value)) ||
	(value as IDataObject | null)?.value === '';

const fields = new Ultravox().description.properties
	.filter(({ name }) => name === 'updateFields')
	.flatMap(({ options, displayOptions }) =>
		(options as INodeProperties[])
			.filter((field) => isEmpty(field.default))
			.map(
				(field) => [String(displayOptions?.show?.resource?.[0]), field.displayName, field] as const,
			),
	);

it('every resource whose Update has a collection is looked at', () => {
	expect(new Set(fields.map(([resource]) => resource))).toEqual(new Set(Object.keys(TARGETS)));
});

it.each(fields)('%s: %s', async (resource, _, { name, default: untouched }) => {
	const target = await TARGETS[resource]();
	const { requests } = account.sandbox;
	const before = requests.length;
	const { error } = await run(resource, 'update', {
		...target,
		updateFields: { [name]: untouched } as IDataObject,
	});
	expect(`${error?.message} ${error?.description}`).toMatch(
		/: (this field is empty|nothing is given|there are no rows)|Nothing is set that could be updated/,
	);
	expect(requests.slice(before).filter(({ method }) => method !== 'GET')).toEqual([]);
});
