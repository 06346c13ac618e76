/** Include Agent Names and Check Mapping: what is told of the allowed agents, without anybody waiting for it. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { telephonyFixture, until } from './fixture';
import { PROVIDERS } from './providers';

jest.setTimeout(60_000);

const ALL = 'callCreationAllowAllAgents';
const LIST = 'callCreationAllowedAgentIds';
const MAPPING = 'requestContextMapping';
const WRITE = { create: 'POST', update: 'PATCH', upsert: 'PATCH' };

const names = { options: { checkMapping: false, includeAgentNames: true } };
const check = { options: { checkMapping: true } };
const phone: INodeParameters = {
	mappingMode: 'replace',
	[MAPPING]: { mappings: [{ requestField: 'From', contextField: 'user.phone' }] },
};

describe.each(PROVIDERS)('$label telephony config', (provider) => {
	const at = telephonyFixture(provider);
	const only = (...ids: string[]) => ({ agentAccess: 'only', [LIST]: ids });
	const lookUps = () => at.sandbox.requests.filter(({ path }) => path.startsWith('/api/agents'));
	const agent = (id: string) => at.sandbox.state.agents.get(id) ?? { name: '', callTemplate: {} };

	/** Lets a write be answered only after so many look-ups, when all that was answered has arrived. */
	const writeAfter = (count: number, method = 'PATCH') =>
		at.fault({
			method,
			meanwhile: async () => {
				await until(() => lookUps().filter(({ status }) => status !== null).length >= count);
				// Another exchange: whatever was sent before has been taken in when it is over.
				const headers = { 'x-api-key': at.sandbox.apiKey };
				await fetch(`${at.sandbox.url}/api/accounts/me`, { headers });
			},
		});

	/** Lets agents be asked for and never answered. */
	const neverAnswered = () =>
		at.sandbox.faults.add({ path: /^\/api\/agents/, never: true, times: 10 });

	it.each(Object.entries(WRITE))('%s names the allowed agents', async (operation, method) => {
		if (operation !== 'create') at.sandbox.seedConfig(provider.id);
		const [a, b] = at.agentIds();
		writeAfter(2, method);
		const { json, error } = await at.run(operation, {
			...names,
			...only(a, b),
			accountSource: 'credential',
		});
		expect(error).toBeUndefined();
		expect(json[0].allowedAgents).toEqual([
			{ agentId: a, name: agent(a).name },
			{ agentId: b, name: agent(b).name },
		]);
		expect(lookUps().map(({ path }) => path)).toEqual([`/api/agents/${a}`, `/api/agents/${b}`]);
	});

	it('names those who were allowed before, with a page of the list', async () => {
		const [a, b] = at.agentIds();
		at.sandbox.seedConfig(provider.id, { [LIST]: [a] });
		writeAfter(1);
		const { json } = await at.update({ ...names, agentAccess: 'add', [LIST]: [b] });
		expect(json[0].allowedAgents).toEqual([
			{ agentId: a, name: agent(a).name },
			{ agentId: b, name: agent(b).name },
		]);
		expect(lookUps().map(({ path }) => path)).toEqual(['/api/agents']);
	});

	it('waits for no name, and asks once for all items', async () => {
		at.sandbox.seedConfig(provider.id);
		neverAnswered();
		const [a, b] = at.agentIds();
		const { json, error } = await at.update(
			{ ...names, ...only('={{ $json.id }}') },
			{ items: [{ id: a }, { id: b }, { id: a }, { id: b }] },
		);
		expect(error).toBeUndefined();
		expect(json.map(({ allowedAgents }) => allowedAgents)).toEqual(
			[a, b, a, b].map((agentId) => [{ agentId, name: null }]),
		);
		expect(lookUps()).toHaveLength(2);
	});

	it('asks at most three times, whatever the items want', async () => {
		at.sandbox.seedConfig(provider.id);
		neverAnswered();
		const items = at.agentIds().map((id) => ({ id }));
		await at.update({ ...names, ...only('={{ $json.id }}') }, { items });
		expect(lookUps()).toHaveLength(3);
	});

	it('a look-up that fails is not repeated and not heard of', async () => {
		at.sandbox.seedConfig(provider.id);
		at.sandbox.faults.add({ path: /^\/api\/agents/, status: 503, times: 10 });
		const [a] = at.agentIds();
		writeAfter(1);
		const { json, error } = await at.update({
			...phone,
			...only(a),
			options: { includeAgentNames: true },
		});
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({ allowedAgents: [{ agentId: a, name: null }] });
		expect(json[0].warnings).toBeUndefined();
		expect(lookUps()).toHaveLength(1);
	});

	it('nothing is looked up where it is about something else', async () => {
		at.sandbox.seedConfig(provider.id, { [MAPPING]: { From: 'user.phone' } });
		await at.update({ accountSource: 'credential', options: {} });
		await at.update({ mappingMode: 'clear', options: {} });
		await at.update({ ...phone, agentAccess: 'none', options: {} });
		expect(lookUps()).toEqual([]);
	});

	/** What an agent has, and whether it makes something of `user.phone`. */
	const uses: Array<[string, IDataObject, boolean]> = [
		['another prompt', { systemPrompt: 'Hello' }, false],
		['a prompt with another variable of the same place', { systemPrompt: '{{user.name}}' }, false],
		['a schema without it', { contextSchema: schema({ name: { type: 'string' } }) }, false],
		['the variable', { systemPrompt: 'They call from {{ user.phone }}.' }, true],
		['the variable, unescaped', { systemPrompt: '{{{user.phone}}}' }, true],
		['a section of it', { systemPrompt: '{{#user}}{{phone}}{{/user}}' }, true],
		['something inside it', { systemPrompt: '{{user.phone.mobile}}' }, true],
		['another text', { timeExceededMessage: 'Goodbye {{user.phone}}' }, true],
		['a schema with it', { contextSchema: schema({ phone: { type: 'string' } }) }, true],
		['an open schema', { contextSchema: { type: 'object', additionalProperties: true } }, true],
	];

	it.each(uses)('an agent with %s', async (_, callTemplate, isUsed) => {
		at.sandbox.seedConfig(provider.id);
		const [a] = at.agentIds();
		Object.assign(agent(a), { name: 'Front\u202e Desk', callTemplate });
		writeAfter(1);
		const { json } = await at.update({ ...phone, ...check, ...only(a) });
		const warnings = isUsed
			? []
			: [
					'Request Context Mapping: nothing in "Front Desk" uses user.phone, so incoming calls may fail. Write {{user.phone}} into the prompt, or take the row out of the mapping.',
				];
		expect(json[0].warnings ?? []).toEqual(warnings);
	});

	it('looks as well where agents are added to what is mapped already', async () => {
		const [a, b] = at.agentIds();
		at.sandbox.seedConfig(provider.id, { [LIST]: [a], [MAPPING]: { From: 'user.phone' } });
		Object.assign(agent(a), { callTemplate: { systemPrompt: '{{user.phone}}' } });
		writeAfter(2);
		const { json } = await at.update({ ...check, agentAccess: 'add', [LIST]: [b] });
		expect(json[0].warnings).toEqual([
			expect.stringContaining(`"${agent(b).name}" uses user.phone`),
		]);
	});

	it('where all agents may take calls, one that uses it is enough', async () => {
		at.sandbox.seedConfig(provider.id, { [ALL]: true });
		writeAfter(1);
		const none = await at.update({ ...phone, ...check });
		expect(none.json[0].warnings).toEqual([
			expect.stringContaining('no agent of the account uses user.phone'),
		]);
		const [, b] = at.agentIds();
		Object.assign(agent(b), { callTemplate: { systemPrompt: '{{user.phone}}' } });
		writeAfter(2);
		const one = await at.update({ ...phone, ...check });
		expect(one.json[0].warnings).toBeUndefined();
	});

	it('names five agents at most', async () => {
		const ids = at.agentIds();
		at.sandbox.seedConfig(provider.id, { [LIST]: ids });
		const more = [1, 2].map((n) => ({
			...agent(ids[0]),
			agentId: ids[0].replace(/^./, String(n)),
		}));
		for (const one of more) at.sandbox.state.agents.set(one.agentId, one as never);
		writeAfter(1);
		const { json } = await at.update({ ...phone, ...check, ...only(...at.agentIds()) });
		expect(json[0].warnings).toEqual([expect.stringContaining(', 2 more uses user.phone')]);
	});

	it('a dry run tells what it can', async () => {
		const [a] = at.agentIds();
		at.sandbox.seedConfig(provider.id, { [LIST]: [a] });
		writeAfter(1, 'GET');
		const options = { dryRun: true, includeAgentNames: true };
		const { json } = await at.update({ ...phone, options });
		expect(json[0]).toMatchObject({
			dryRun: true,
			allowedAgents: [{ agentId: a, name: agent(a).name }],
			warnings: [expect.stringContaining('uses user.phone')],
		});
	});
});

function schema(user: IDataObject): IDataObject {
	const closed = { type: 'object', additionalProperties: false };
	return { ...closed, properties: { user: { ...closed, properties: user } } };
}
