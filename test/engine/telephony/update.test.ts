import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { telephonyFixture, expectNowhere, hidden } from './fixture';
import { PROVIDERS } from './providers';
import { succeed } from '../../support/expectSuccess';

jest.setTimeout(120_000);

const ALL = 'callCreationAllowAllAgents';
const LIST = 'callCreationAllowedAgentIds';
const MAPPING = 'requestContextMapping';
const MISSING = '7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413';

const rows = (...pairs: Array<[string, string]>) => ({
	mappings: pairs.map(([requestField, contextField]) => ({ requestField, contextField })),
});
const mapped = (...pairs: Array<[string, string]>): INodeParameters => ({
	mappingMode: 'replace',
	[MAPPING]: rows(...pairs),
});
const json = (requestContextMappingJson: string): INodeParameters => ({
	mappingMode: 'replace',
	specifyMapping: 'json',
	requestContextMappingJson,
});
const agents =
	(agentAccess: string) =>
	(ids: string | string[]): INodeParameters => ({
		agentAccess,
		[LIST]: ids,
	});
const only = agents('only');
const add = agents('add');
const remove = agents('remove');
const madeUpIds = (count: number) =>
	Array.from({ length: count }, (_, n) => MISSING.slice(0, -3) + String(n).padStart(3, '0'));

describe.each(PROVIDERS)('Update $label telephony config', (provider) => {
	const at = telephonyFixture(provider);
	const { account, otherAccount } = provider;

	describe('sends exactly what was set', () => {
		const cases: Array<[string, (ids: string[]) => [INodeParameters, IDataObject]]> = [
			['all agents', () => [{ agentAccess: 'all' }, { [ALL]: true }]],
			['all agents, by an expression', () => [{ agentAccess: '={{ "all" }}' }, { [ALL]: true }]],
			['only agents already listed', () => [{ agentAccess: 'listed' }, { [ALL]: false }]],
			['no agent', () => [{ agentAccess: 'none' }, { [ALL]: false, [LIST]: [] }]],
			['only these agents', ([a, b]) => [only([a, b]), { [ALL]: false, [LIST]: [a, b] }]],
			[
				'duplicates once',
				([a]) => [only([a, ` ${a.toUpperCase()}`]), { [ALL]: false, [LIST]: [a] }],
			],
			[
				'a list from an expression',
				([a, b]) => [only(`={{ ["${a}", "${b}"] }}`), { [ALL]: false, [LIST]: [a, b] }],
			],
			[
				'a list from text with commas',
				([a, b]) => [only(`={{ "${a}, ${b}" }}`), { [ALL]: false, [LIST]: [a, b] }],
			],
			[
				'a list that may be empty, as the message advises',
				() => [
					{ ...only('={{ [] }}'), agentAccess: "={{ [].length ? 'only' : 'none' }}" },
					{ [ALL]: false, [LIST]: [] },
				],
			],
			[
				'a mapping from rows',
				() => [
					mapped(['From', ' user.phone '], ['To', 'user.called']),
					{ [MAPPING]: { From: 'user.phone', To: 'user.called' } },
				],
			],
			[
				'a mapping whose places are written as in a prompt',
				() => [
					mapped(['From', '{{user.phone}}'], ['To', '={{ user.called }}']),
					{ [MAPPING]: { From: 'user.phone', To: 'user.called' } },
				],
			],
			['no mapping', () => [{ mappingMode: 'clear' }, { [MAPPING]: {} }]],
			['a mapping from JSON', () => [json('{"X":"a.b"}'), { [MAPPING]: { X: 'a.b' } }]],
			['a mapping from an object', () => [json('={{ { "X": "a" } }}'), { [MAPPING]: { X: 'a' } }]],
			[
				'all of them',
				([a]) => [
					{ ...only([a]), ...mapped(['From', 'x']) },
					{ [ALL]: false, [LIST]: [a], [MAPPING]: { From: 'x' } },
				],
			],
		];

		it.each(cases)('%s', async (_, given) => {
			at.sandbox.seedConfig(provider.id, { ...otherAccount, [MAPPING]: { Old: 'old' } });
			const [fields, body] = given(at.agentIds());
			const { items } = await succeed(at.update(fields));
			expect(at.sent()).toEqual([['PATCH', body]]);
			expect(at.stored()).toMatchObject({ ...otherAccount, ...body });
			expect(items).toHaveLength(1);
			expect(items[0].json).toMatchObject(body);
			expect(items[0].json).toHaveProperty(provider.publicField);
			expect(items[0].pairedItem).toEqual({ item: 0 });
		});

		it('the account of the saved credential', async () => {
			at.sandbox.seedConfig(provider.id, otherAccount);
			const { json } = await at.run('update', { accountSource: 'credential' });
			expect(at.sent()).toEqual([['PATCH', hidden(provider, account)]]);
			expect(at.stored()).toMatchObject(account);
			expect(json[0][provider.publicField]).toBe(account[provider.publicField]);
			for (const name of provider.secretFields) expect(json[0]).not.toHaveProperty(name);
		});

		it('the account of the fields, without the white space of pasting', async () => {
			at.sandbox.seedConfig(provider.id, account);
			const pasted = Object.entries(otherAccount).map(([name, value]) => [name, ` ${value}\n`]);
			await at.run('update', { accountSource: 'manual', ...Object.fromEntries(pasted) });
			expect(at.sent()).toEqual([['PATCH', hidden(provider, otherAccount)]]);
			expect(at.stored()).toMatchObject(otherAccount);
		});

		it.each(Object.keys(account))('only %s, where only that is filled in', async (name) => {
			at.sandbox.seedConfig(provider.id, account);
			await at.run('update', { accountSource: 'manual', [name]: otherAccount[name] });
			expect(at.sent()).toEqual([['PATCH', hidden(provider, { [name]: otherAccount[name] })]]);
			expect(at.stored()).toMatchObject({ ...account, [name]: otherAccount[name] });
		});

		it('account and settings in one request', async () => {
			at.sandbox.seedConfig(provider.id, otherAccount);
			await at.run('update', { accountSource: 'credential', agentAccess: 'all' });
			expect(at.sent()).toEqual([['PATCH', { ...hidden(provider, account), [ALL]: true }]]);
		});

		it('nothing of an account that is to stay, whatever stands in its fields', async () => {
			at.sandbox.seedConfig(provider.id, account);
			await at.run('update', {
				accountSource: 'keep',
				...otherAccount,
				agentAccess: 'all',
			});
			expect(at.sent()).toEqual([['PATCH', { [ALL]: true }]]);
		});
	});

	describe('refuses before any request, naming field and item', () => {
		const value = '={{ $json.value }}';
		const row = mapped(['From', value]);
		const two = mapped(['From', '={{ $json.one }}'], ['To', '={{ $json.two }}']);
		const same = mapped(['={{ $json.one }}', 'a'], ['={{ $json.two }}', 'b']);
		const place = 'Mapping, Row 1, Context Field: ';
		const access = 'Who May Take Calls: ';
		const fine = { value: [MISSING] };

		/** name, what is chosen, an item that is fine, the item that is not, what the message starts with */
		const cases: Array<[string, INodeParameters, IDataObject, IDataObject, string]> = [
			['an ID that is none', only(value), fine, { value: ['front-desk'] }, 'Allowed Agents: '],
			['a list that is none', only(value), fine, { value: { a: 1 } }, 'Allowed Agents: '],
			['a missing list', only(value), fine, { other: 1 }, 'Allowed Agents: '],
			['an empty list', only(value), fine, { value: [] }, 'Allowed Agents: no agent is chosen'],
			['101 agents', only(value), fine, { value: madeUpIds(101) }, 'Allowed Agents: '],
			['an agent to add that is none', add(value), fine, { value: 'x' }, 'Agents to Add: '],
			['missing agents to add', add(value), fine, {}, 'Agents to Add: '],
			[
				'an agent to remove that is none',
				remove(value),
				fine,
				{ value: 'x' },
				'Agents to Remove: ',
			],
			['missing agents to remove', remove(value), fine, {}, 'Agents to Remove: '],
			[
				'an unknown choice of agents',
				{ agentAccess: value },
				{ value: 'all' },
				{ value: 'on' },
				access,
			],
			['a missing choice of agents', { agentAccess: value }, { value: 'all' }, {}, access],
			[
				'an unknown choice for the mapping',
				{ mappingMode: value },
				{ value: 'clear' },
				{ value: 'remove' },
				'Request Context Mapping: ',
			],
			[
				'a missing choice for the mapping',
				{ mappingMode: value },
				{ value: 'clear' },
				{},
				'Request Context Mapping: ',
			],
			['an empty target', row, { value: 'a' }, { value: '' }, 'Mapping: '],
			['a missing target', row, { value: 'a' }, {}, place],
			['a leading dot', row, { value: 'a' }, { value: '.a' }, 'Mapping: '],
			['a trailing dot', row, { value: 'a' }, { value: 'a.' }, 'Mapping: '],
			['a double dot', row, { value: 'a' }, { value: 'a..b' }, 'Mapping: '],
			['a reserved name', row, { value: 'a' }, { value: 'ultravox.x' }, 'Mapping: '],
			['a number as target', row, { value: 'a' }, { value: 5 }, 'Mapping: '],
			[
				'targets that clash',
				two,
				{ one: 'a', two: 'b' },
				{ one: 'user', two: 'user.phone' },
				'Mapping: ',
			],
			[
				'the same request field twice',
				same,
				{ one: 'From', two: 'To' },
				{ one: 'From', two: 'From' },
				'Mapping: ',
			],
			['no JSON', json(value), { value: '{"a":"b"}' }, { value: '{' }, 'Mapping (JSON): '],
			['a JSON list', json(value), { value: '{"a":"b"}' }, { value: '[]' }, 'Mapping (JSON): '],
			[
				'JSON values that are no text',
				json(value),
				{ value: '{"a":"b"}' },
				{ value: '{"From":5}' },
				'Mapping (JSON): ',
			],
			['empty JSON', json(value), { value: '{"a":"b"}' }, { value: {} }, 'Mapping (JSON): '],
			['a missing JSON', json(value), { value: '{"a":"b"}' }, {}, 'Mapping (JSON): '],
		];

		it.each(cases)('%s', async (_, fields, good, bad, start) => {
			at.sandbox.seedConfig(provider.id);
			const { error, status, items } = await at.update(fields, { items: [good, bad] });
			expect({ status, items }).toEqual({ status: 'error', items: [] });
			expect(error?.message.slice(0, start.length + 7)).toBe(`Row 2: ${start}`);
			expect(error?.description).toBeTruthy();
			expect(at.sandbox.requests).toEqual([]);
		});

		/** name, what is chosen, what the message is, text of the advice */
		it.each<[string, INodeParameters, string, string]>([
			[
				'nothing chosen',
				{},
				'Nothing is chosen that could be changed',
				`${provider.label} Account, Who May Take Calls`,
			],
			[
				'fields of an account that are all empty',
				{ accountSource: 'manual', agentAccess: 'all' },
				`${provider.label} Account: none of the fields below is filled in`,
				'Keep as It Is',
			],
			[
				'only these agents, without any',
				{ agentAccess: 'only' },
				'Allowed Agents: no agent is chosen',
				"to No Agent. Where a list may be empty, give Who May Take Calls the expression {{ $json.agents.length ? 'only' : 'none' }}",
			],
			['nobody to add', { agentAccess: 'add' }, 'Agents to Add: no agent is chosen', 'Choose'],
			[
				'nobody to remove',
				{ agentAccess: 'remove' },
				'Agents to Remove: no agent is chosen',
				'Choose',
			],
			['a mapping without rows', mapped(), 'Mapping: there are no rows', 'to Clear'],
			[
				'a mapping whose rows were removed',
				{ mappingMode: 'merge', [MAPPING]: {} },
				'Mapping: there are no rows',
				'to Clear',
			],
			[
				'JSON left at its default',
				{ mappingMode: 'replace', specifyMapping: 'json' },
				'Mapping (JSON): there are no rows',
				'to Clear',
			],
			[
				'a wrong choice',
				{ agentAccess: '={{ "everybody" }}' },
				'Who May Take Calls: "everybody" is not a choice',
				'An expression gives keep, add, remove, only, all, listed or none.',
			],
		])('%s', async (_, parameters, message, advice) => {
			const { error } = await at.update(parameters);
			expect(error?.message).toBe(message);
			expect(error?.description).toContain(advice);
			expect(error?.context?.itemIndex).toBe(0);
			expect(at.sandbox.requests).toEqual([]);
		});

		it('an account field whose expression gives nothing', async () => {
			const [secret] = provider.secretFields;
			const { error } = await at.run(
				'update',
				{ accountSource: 'manual', [secret]: '={{ $json.token }}', agentAccess: 'all' },
				{ items: [{ token: 'new-token-1' }, { tokne: 'new-token-2' }] },
			);
			expect(error?.message).toBe(
				`Row 2: ${provider.secretLabel}: the expression gives no value for this item`,
			);
			expect(at.sandbox.requests).toEqual([]);
		});

		it('an incomplete credential', async () => {
			const [secret] = provider.secretFields;
			const { error } = await at.run(
				'update',
				{ accountSource: 'credential' },
				{
					credentials: {
						ultravoxApi: { apiKey: at.sandbox.apiKey, baseUrl: at.sandbox.url },
						[provider.credentialType]: { ...account, [secret]: ' ' },
					},
				},
			);
			expect(error?.message).toBe(
				`${provider.label} credential, ${provider.secretLabel}: this field is empty`,
			);
			expect(at.sandbox.requests).toEqual([]);
		});

		const { malformed } = provider;
		if (malformed) {
			it('an account value that cannot be right', async () => {
				const { error } = await at.run(
					'update',
					{ accountSource: 'manual', [malformed.field]: '={{ $json.value }}' },
					{ items: [{ value: account[malformed.field] }, { value: malformed.value }] },
				);
				expect(error?.message).toMatch(/^Row 2: A[\w ]+ S?ID: /);
				expect(at.sandbox.requests).toEqual([]);
			});
		}
	});

	describe('adds and removes agents', () => {
		const seed = (count: number) => {
			const ids = at.agentIds().slice(0, count);
			at.sandbox.seedConfig(provider.id, { [LIST]: ids });
			return ids;
		};
		const change = async (adding: string[][], removing: string[][] = []) =>
			await at.update(
				{ agentAccess: '={{ $json.mode }}', [LIST]: '={{ $json.ids }}' },
				{
					items: adding.map((ids, n) =>
						ids.length > 0 ? { mode: 'add', ids } : { mode: 'remove', ids: removing[n] },
					),
				},
			);

		it('with one read, one write for neighbours that do not contradict, and one look at the end', async () => {
			const [a, b, c, d, e] = at.agentIds();
			seed(2);
			const { json: output, items } = await change(
				[[c], [a], [d], [], [], [e]],
				[[], [], [], [a], [a], []],
			);
			expect(at.sent()).toEqual([
				['GET', undefined],
				['PATCH', { [LIST]: [a, b, c, d] }],
				['PATCH', { [LIST]: [b, c, d, e] }],
				['GET', undefined],
			]);
			expect(output.map((config) => config[LIST])).toEqual([
				[a, b, c, d],
				[a, b, c, d],
				[a, b, c, d],
				[b, c, d, e],
				[b, c, d, e],
				[b, c, d, e],
			]);
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
				[0, 1, 2, 3, 4, 5].map((item) => ({ item })),
			);
			expect(at.stored()).toMatchObject({ [LIST]: [b, c, d, e] });
		});

		it('never above 100, and says so with the item', async () => {
			const ids = at.sandbox.seedAgents(110).map(({ agentId }) => agentId);
			at.sandbox.seedConfig(provider.id, { [LIST]: ids.slice(0, 99) });
			const { error } = await change([[ids[99]], [ids[100]]]);
			expect(error?.message).toMatch(/^Row 2: Agents to Add: .*101 agents, and 100 is the most$/);
			expect(at.methods()).toEqual(['GET', 'PATCH']);
			expect(at.stored()?.[LIST]).toHaveLength(100);
		});

		it('together with other fields in one write', async () => {
			const [a, b] = at.agentIds();
			seed(1);
			await at.update({ ...add([b]), ...mapped(['From', 'x']) });
			expect(at.sent().slice(1)).toEqual([
				['PATCH', { [LIST]: [a, b], [MAPPING]: { From: 'x' } }],
				['GET', undefined],
			]);
		});

		it('says so and writes nothing where all agents are allowed already', async () => {
			const [a] = at.agentIds();
			at.sandbox.seedConfig(provider.id, { [ALL]: true });
			const { json: output } = await at.update(add([a]));
			expect(output).toMatchObject([
				{ [ALL]: true, warnings: [expect.stringMatching(/^Agents to Add: all agents/)] },
			]);
			expect(at.methods()).toEqual(['GET']);
		});

		it('says so and writes nothing where they are allowed already', async () => {
			const [a] = seed(1);
			const { json: output } = await at.update(add([a]));
			expect(output).toMatchObject([
				{ [LIST]: [a], warnings: ['Agents to Add: all of them were allowed already.'] },
			]);
			expect(at.methods()).toEqual(['GET']);
		});

		it('refuses to remove somebody where all agents are allowed', async () => {
			const [a] = at.agentIds();
			at.sandbox.seedConfig(provider.id, { [ALL]: true });
			const { error } = await at.update(remove([a]));
			expect(error?.message).toMatch(/^Agents to Remove: all agents of the account may take calls/);
			expect(error?.description).toContain('Only These Agents');
			expect(at.methods()).toEqual(['GET']);
		});

		it('says so and writes nothing where somebody to remove is not there', async () => {
			const [a, b] = at.agentIds();
			seed(1);
			const { json: output } = await at.update(remove([b]));
			expect(output).toMatchObject([
				{ [LIST]: [a], warnings: ['Agents to Remove: none of them was on the list.'] },
			]);
			expect(at.methods()).toEqual(['GET']);
		});

		it('warns when nobody is left', async () => {
			const [a] = seed(1);
			const { json: output } = await at.update(remove([a]));
			expect(output).toMatchObject([
				{ [LIST]: [], warnings: [expect.stringContaining('no agent may take calls now')] },
			]);
		});

		it('reads again after a write whose outcome is not known', async () => {
			const [a, b] = at.agentIds();
			seed(1);
			at.fault({ method: 'PATCH', reset: 'before', applyFirst: true });
			const fields = { agentAccess: '={{ $json.mode }}', [LIST]: b };
			const { json: output } = await at.update(fields, {
				items: [{ mode: 'add' }, { mode: 'remove' }],
				onError: 'continueRegularOutput',
			});
			expect(at.methods()).toEqual(['GET', 'PATCH', 'GET', 'PATCH', 'GET']);
			expect(output[0].error).toMatch(/^Row 1: /);
			expect(output[1][LIST]).toEqual([a]);
		});
	});

	describe('allow-all over a stored list', () => {
		const seed = () => at.sandbox.seedConfig(provider.id, { [LIST]: at.agentIds().slice(0, 2) });

		it('clears the list in the same step where the service refuses', async () => {
			seed();
			const { json: output } = await at.update({ agentAccess: 'all', ...mapped(['From', 'x']) });
			const sent = { [ALL]: true, [MAPPING]: { From: 'x' } };
			expect(at.sent()).toEqual([
				['PATCH', sent],
				['PATCH', { ...sent, [LIST]: [] }],
			]);
			expect(output[0]).toMatchObject({ [ALL]: true, [LIST]: [] });
		});

		it.each(['clear', 'keep'] as const)('sends one request where it does: %s', async (kind) => {
			seed();
			at.sandbox.switches.allowAllOverList = kind;
			const { json: output } = await at.update({ agentAccess: 'all' });
			expect(at.sent()).toEqual([['PATCH', { [ALL]: true }]]);
			expect(output[0]).toMatchObject({ [ALL]: true });
		});

		it('turns it off and sets a list in one request', async () => {
			at.sandbox.seedConfig(provider.id, { [ALL]: true });
			const [a] = at.agentIds();
			await at.update(only([a]));
			expect(at.sent()).toEqual([['PATCH', { [ALL]: false, [LIST]: [a] }]]);
		});
	});

	describe('the mapping', () => {
		const merge = (...pairs: Array<[string, string]>): INodeParameters => ({
			...mapped(...pairs),
			mappingMode: 'merge',
		});
		beforeEach(() => at.sandbox.seedConfig(provider.id, { [MAPPING]: { From: 'a', To: 'b' } }));

		it('gets rows added and changed, and keeps the others', async () => {
			await at.update(merge(['To', 'c'], ['CallSid', 'd']));
			expect(at.sent()).toEqual([
				['GET', undefined],
				['PATCH', { [MAPPING]: { From: 'a', To: 'c', CallSid: 'd' } }],
			]);
		});

		it('is read and written once for many items', async () => {
			await at.update(merge(['={{ $json.field }}', '={{ $json.to }}']), {
				items: ['x', 'y', 'z'].map((field) => ({ field, to: `new.${field}` })),
			});
			expect(at.methods()).toEqual(['GET', 'PATCH']);
			expect(at.stored()?.[MAPPING]).toEqual({
				...{ From: 'a', To: 'b' },
				...{ x: 'new.x', y: 'new.y', z: 'new.z' },
			});
		});

		it('is not written where it has the rows already', async () => {
			const { json: output } = await at.update(merge(['To', 'b']));
			expect(output).toMatchObject([
				{ warnings: ['Request Context Mapping: all of it was stored already.'] },
			]);
			expect(at.methods()).toEqual(['GET']);
		});

		it('does not get a place that clashes with a stored one', async () => {
			const { error } = await at.update(merge(['CallSid', 'a.b']));
			expect(error?.message).toMatch(/^Request Context Mapping: .*"a" and "a\.b" clash$/);
			expect(at.methods()).toEqual(['GET']);
		});

		it.each([null, 5, { From: 5 }])(
			'is not added to what the service does not tell: %j',
			async (told) => {
				const config = { [provider.publicField]: 'x', [MAPPING]: told };
				at.fault({ method: 'GET', status: 200, body: config });
				const { error } = await at.update(merge(['To', 'c']));
				expect(error?.message).toBe('Ultravox did not say what is mapped');
				expect(at.methods()).toEqual(['GET']);
			},
		);
	});

	describe('many items', () => {
		const count = provider === PROVIDERS[0] ? 1000 : 40;
		const target = mapped(['From', '={{ $json.to }}']);

		it(`${count} different ones are written in order, the last one stays`, async () => {
			at.sandbox.seedConfig(provider.id);
			const items = Array.from({ length: count }, (_, n) => ({ to: `user.item${n}` }));
			const { json: configs, items: output } = await at.update(target, { items });
			expect(at.sent()).toEqual(
				items.map(({ to }) => ['PATCH', { [MAPPING]: { From: to } }] as const),
			);
			expect(at.sandbox.traffic.maxOpen).toBe(1);
			expect(at.stored()).toMatchObject({ [MAPPING]: { From: `user.item${count - 1}` } });
			expect(configs.map((config) => config[MAPPING])).toEqual(
				items.map(({ to }) => ({ From: to })),
			);
			expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
				items.map((_, item) => ({ item })),
			);
		});

		it('1,000 identical ones cost one request', async () => {
			at.sandbox.seedConfig(provider.id);
			const items = Array.from({ length: 1000 }, () => ({ to: 'user.phone' }));
			const { items: output } = await at.update(target, { items });
			expect(at.sent()).toEqual([['PATCH', { [MAPPING]: { From: 'user.phone' } }]]);
			expect(output).toHaveLength(1000);
			output.forEach(({ json: config, pairedItem }, item) => {
				expect(config[MAPPING]).toEqual({ From: 'user.phone' });
				expect(pairedItem).toEqual({ item });
			});
			expect(new Set(output.map(({ json: config }) => config)).size).toBe(1000);
		});

		it('only neighbours are the same: back and forth is written each time', async () => {
			at.sandbox.seedConfig(provider.id);
			const items = ['a', 'b', 'b', 'a'].map((to) => ({ to }));
			await at.update(target, { items });
			expect(at.sent().map(([, body]) => body)).toEqual(
				['a', 'b', 'a'].map((to) => ({ [MAPPING]: { From: to } })),
			);
		});

		it('no items, no request', async () => {
			const { items, status } = await at.update({ agentAccess: 'all' }, { items: [] });
			expect([items, status]).toEqual([[], 'success']);
			expect(at.sandbox.requests).toEqual([]);
		});
	});

	describe('goes on after an item, if it is told to', () => {
		let items: IDataObject[] = [];
		beforeEach(() => {
			const [first, second] = at.agentIds();
			items = [{ ids: first }, { ids: 'nobody' }, { ids: [MISSING] }, { ids: second }];
		});
		const fields = only('={{ $json.ids }}');
		const refused = 'Allowed Agents: "nobody" is not an agent ID. ';
		const unknown = `Allowed Agents (entry 1): Invalid agent "${MISSING}" - object does not exist. `;

		const expectTexts = (texts: unknown[]) => {
			expect(texts[0]).toEqual(expect.stringMatching(/^Row 2: /));
			expect(texts[0]).toEqual(expect.stringContaining(refused));
			expect(texts[1]).toEqual(expect.stringMatching(/^Row 3: /));
			expect(texts[1]).toEqual(expect.stringContaining(unknown));
			expect(texts[1]).toEqual(expect.stringContaining('Change it and run the step again'));
		};

		it.each([{ onError: 'continueRegularOutput' }, { continueOnFail: true }] as const)(
			'on the same output: %j',
			async (how) => {
				at.sandbox.seedConfig(provider.id);
				const { items: output, status } = await at.update(fields, { items, ...how });
				expect(status).toBe('success');
				expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
					[0, 1, 2, 3].map((item) => ({ item })),
				);
				expectTexts([output[1].json.error, output[2].json.error]);
				expect(output[0].json).toMatchObject({ [LIST]: [items[0].ids] });
				expect(output[3].json).toMatchObject({ [LIST]: [items[3].ids] });
				expect(at.methods()).toEqual(['PATCH', 'PATCH', 'PATCH']);
			},
		);

		it('on the error output', async () => {
			at.sandbox.seedConfig(provider.id);
			const result = await at.update(fields, { items, onError: 'continueErrorOutput' });
			expect(result.status).toBe('success');
			expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 3 }]);
			expect(result.errorItems.map(({ pairedItem }) => pairedItem)).toEqual([
				{ item: 1 },
				{ item: 2 },
			]);
			expectTexts(result.errorItems.map(({ json }) => json.error));
		});

		it('identical items that cannot be done are asked once, each with its own number', async () => {
			at.sandbox.seedConfig(provider.id);
			const same = [{ ids: [MISSING] }, { ids: [MISSING] }, { ids: [MISSING] }];
			const result = await at.update(fields, { items: same, onError: 'continueErrorOutput' });
			expect(at.methods().filter((method) => method === 'PATCH')).toHaveLength(1);
			expect(result.items).toEqual([]);
			expect(result.errorItems.map(({ json }) => String(json.error).slice(0, 6))).toEqual([
				'Row 1:',
				'Row 2:',
				'Row 3:',
			]);
		});
	});

	describe('keeps secrets', () => {
		it('that the service repeats, also where a long text is cut', async () => {
			at.sandbox.seedConfig(provider.id);
			const [secret] = provider.secretFields;
			const value = account[secret];
			for (const before of [0, 390, 395]) {
				const text = `${'x'.repeat(before)}${value} was refused with ${at.sandbox.apiKey}.`;
				at.fault({ method: 'PATCH', status: 400, body: { [secret]: [text] } });
				const result = await at.run('update', { accountSource: 'credential' });
				expect(result.error?.message).toMatch(new RegExp(`^${provider.secretLabel}: `));
				expectNowhere([value.slice(0, 8)], result);
			}
		});

		it('that the service should ever return', async () => {
			at.sandbox.seedConfig(provider.id);
			const secrets = Object.fromEntries(
				provider.secretFields.map((name) => [name, account[name]]),
			);
			const [shown] = [provider.publicField];
			at.fault({ status: 200, body: { [shown]: 'x', ...secrets } });
			const { json: output } = await at.update({ agentAccess: 'all' });
			expect(output).toEqual([{ [shown]: 'x' }]);
		});

		it('of fields by hand, in messages', async () => {
			at.sandbox.seedConfig(provider.id);
			const [secret] = provider.secretFields;
			at.fault({ status: 400, body: { [secret]: [`${otherAccount[secret]} is wrong`] } });
			const { error } = await at.run('update', {
				accountSource: 'manual',
				[secret]: otherAccount[secret],
			});
			expect(error?.message).toBe(`${provider.secretLabel}: *** is wrong`);
		});
	});
});
