import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { bench, expectNowhere, hidden } from './bench';
import { PROVIDERS } from './providers';

jest.setTimeout(120_000);

const ALL = 'callCreationAllowAllAgents';
const LIST = 'callCreationAllowedAgentIds';
const MAPPING = 'requestContextMapping';
const MISSING = '7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413';

const rows = (...pairs: Array<[string, string]>) => ({
	mappings: pairs.map(([requestField, contextField]) => ({ requestField, contextField })),
});
const madeUpIds = (count: number) =>
	Array.from({ length: count }, (_, n) => MISSING.slice(0, -3) + String(n).padStart(3, '0'));

describe.each(PROVIDERS)('Update $label telephony config', (provider) => {
	const at = bench(provider);
	const { account, otherAccount } = provider;

	describe('sends exactly what was set', () => {
		const cases: Array<[string, (ids: string[]) => [INodeParameters, IDataObject]]> = [
			['allow-all on', () => [{ [ALL]: true }, { [ALL]: true }]],
			['allow-all off', () => [{ [ALL]: false }, { [ALL]: false }]],
			['a list', ([a, b]) => [{ [LIST]: [a, b] }, { [LIST]: [a, b] }]],
			['a cleared list', () => [{ [LIST]: [] }, { [LIST]: [] }]],
			['a list cleared with empty text', () => [{ [LIST]: '={{ "" }}' }, { [LIST]: [] }]],
			['duplicates once', ([a]) => [{ [LIST]: [a, ` ${a.toUpperCase()}`] }, { [LIST]: [a] }]],
			[
				'a list from an expression',
				([a, b]) => [{ [LIST]: `={{ ["${a}", "${b}"] }}` }, { [LIST]: [a, b] }],
			],
			[
				'a list from text with commas',
				([a, b]) => [{ [LIST]: `={{ "${a}, ${b}" }}` }, { [LIST]: [a, b] }],
			],
			[
				'a mapping from rows',
				() => [
					{ [MAPPING]: rows(['From', ' user.phone '], ['To', 'user.called']) },
					{ [MAPPING]: { From: 'user.phone', To: 'user.called' } },
				],
			],
			['a mapping without rows', () => [{ [MAPPING]: rows() }, { [MAPPING]: {} }]],
			[
				'a mapping from JSON',
				() => [{ requestContextMappingJson: '{"X":"a.b"}' }, { [MAPPING]: { X: 'a.b' } }],
			],
			['a mapping cleared by JSON', () => [{ requestContextMappingJson: '{}' }, { [MAPPING]: {} }]],
			[
				'a mapping from an object',
				() => [{ requestContextMappingJson: '={{ { "X": "a" } }}' }, { [MAPPING]: { X: 'a' } }],
			],
			[
				'all of them',
				([a]) => [
					{ [ALL]: false, [LIST]: [a], [MAPPING]: rows(['From', 'x']) },
					{ [ALL]: false, [LIST]: [a], [MAPPING]: { From: 'x' } },
				],
			],
		];

		it.each(cases)('%s', async (_, given) => {
			at.sandbox.seedConfig(provider.id, { ...otherAccount, [MAPPING]: { Old: 'old' } });
			const [fields, body] = given(at.agentIds());
			const { items, status } = await at.update(fields);
			expect(status).toBe('success');
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
			await at.run('update', { accountSource: 'credential', updateFields: { [ALL]: true } });
			expect(at.sent()).toEqual([['PATCH', { ...hidden(provider, account), [ALL]: true }]]);
		});

		it('nothing of an account that is to stay, whatever stands in its fields', async () => {
			at.sandbox.seedConfig(provider.id, account);
			await at.run('update', {
				accountSource: 'keep',
				...otherAccount,
				updateFields: { [ALL]: true },
			});
			expect(at.sent()).toEqual([['PATCH', { [ALL]: true }]]);
		});
	});

	describe('refuses before any request, naming field and item', () => {
		const value = '={{ $json.value }}';
		const both = { [ALL]: '={{ $json.all }}', [LIST]: '={{ $json.ids }}' };
		const list = { [LIST]: value };
		const json = { requestContextMappingJson: value };
		const row = { [MAPPING]: { mappings: [{ requestField: 'From', contextField: value }] } };
		const two = { [MAPPING]: rows(['From', '={{ $json.one }}'], ['To', '={{ $json.two }}']) };
		const same = { [MAPPING]: rows(['={{ $json.one }}', 'a'], ['={{ $json.two }}', 'b']) };

		/** name, Update Fields, an item that is fine, the item that is not, what the message starts with */
		const cases: Array<[string, INodeParameters, IDataObject, IDataObject, string]> = [
			['an ID that is none', list, { value: [] }, { value: ['front-desk'] }, 'Allowed Agents: '],
			['a list that is none', list, { value: [] }, { value: { a: 1 } }, 'Allowed Agents: '],
			['a missing list', list, { value: [] }, { other: 1 }, 'Allowed Agents: '],
			['101 agents', list, { value: [] }, { value: madeUpIds(101) }, 'Allowed Agents: '],
			[
				'an agent to add that is none',
				{ addAllowedAgentIds: value },
				{ value: [] },
				{ value: 'x' },
				'Add Allowed Agents: ',
			],
			[
				'an agent to remove that is none',
				{ removeAllowedAgentIds: value },
				{ value: [] },
				{ value: 'x' },
				'Remove Allowed Agents: ',
			],
			[
				'the same agent to add and to remove',
				{ addAllowedAgentIds: value, removeAllowedAgentIds: [MISSING] },
				{ value: [] },
				{ value: MISSING },
				'Add Allowed Agents: ',
			],
			[
				'allow-all with a list',
				both,
				{ all: true, ids: [] },
				{ all: true, ids: [MISSING] },
				'Allow All Agents: ',
			],
			[
				'allow-all with agents to add',
				{ [ALL]: '={{ $json.all }}', addAllowedAgentIds: [MISSING] },
				{ all: false },
				{ all: true },
				'Allow All Agents: ',
			],
			[
				'allow-all that is neither',
				{ [ALL]: value },
				{ value: true },
				{ value: 'on' },
				'Allow All',
			],
			['a missing allow-all', { [ALL]: value }, { value: true }, {}, 'Allow All Agents: '],
			['an empty target', row, { value: 'a' }, { value: '' }, 'Request Context Mapping: '],
			[
				'a missing target',
				row,
				{ value: 'a' },
				{},
				'Request Context Mapping, Row 1, Context Field: ',
			],
			['a leading dot', row, { value: 'a' }, { value: '.a' }, 'Request Context Mapping: '],
			['a trailing dot', row, { value: 'a' }, { value: 'a.' }, 'Request Context Mapping: '],
			['a double dot', row, { value: 'a' }, { value: 'a..b' }, 'Request Context Mapping: '],
			[
				'a reserved name',
				row,
				{ value: 'a' },
				{ value: 'ultravox.x' },
				'Request Context Mapping: ',
			],
			['a number as target', row, { value: 'a' }, { value: 5 }, 'Request Context Mapping: '],
			[
				'targets that clash',
				two,
				{ one: 'a', two: 'b' },
				{ one: 'user', two: 'user.phone' },
				'Request Context Mapping: ',
			],
			[
				'the same request field twice',
				same,
				{ one: 'From', two: 'To' },
				{ one: 'From', two: 'From' },
				'Request Context Mapping: ',
			],
			['no JSON', json, { value: '{}' }, { value: '{' }, 'Request Context Mapping (JSON): '],
			['a JSON list', json, { value: '{}' }, { value: '[]' }, 'Request Context Mapping (JSON): '],
			[
				'JSON values that are no text',
				json,
				{ value: '{}' },
				{ value: '{"From":5}' },
				'Request Context Mapping (JSON): ',
			],
			['a missing JSON', json, { value: '{}' }, {}, 'Request Context Mapping (JSON): '],
		];

		it.each(cases)('%s', async (_, fields, good, bad, start) => {
			at.sandbox.seedConfig(provider.id);
			const { error, status, items } = await at.update(fields, { items: [good, bad] });
			expect({ status, items }).toEqual({ status: 'error', items: [] });
			expect(error?.message.slice(0, start.length + 7)).toBe(`Row 2: ${start}`);
			expect(error?.description).toBeTruthy();
			expect(at.sandbox.requests).toEqual([]);
		});

		it.each<[string, INodeParameters, string]>([
			[
				'replace together with add',
				{ [LIST]: [], addAllowedAgentIds: [MISSING] },
				'Allowed Agents: ',
			],
			[
				'replace together with remove',
				{ [LIST]: [MISSING], removeAllowedAgentIds: [] },
				'Allowed Agents: ',
			],
			[
				'rows together with JSON',
				{ [MAPPING]: rows(), requestContextMappingJson: '{}' },
				'Request Context Mapping: ',
			],
		])('%s', async (_, fields, start) => {
			const { error } = await at.update(fields);
			expect(error?.message.slice(0, start.length)).toBe(start);
			expect(error?.context?.itemIndex).toBe(0);
			expect(at.sandbox.requests).toEqual([]);
		});

		it.each<[string, INodeParameters]>([
			['nothing set', {}],
			['fields of an account that are all empty', { accountSource: 'manual' }],
		])('%s', async (_, parameters) => {
			const { error } = await at.run('update', parameters);
			expect(error?.message).toBe('Nothing is set that could be updated');
			expect(error?.description).toContain('Update Fields');
			expect(at.sandbox.requests).toEqual([]);
		});

		it('an account field whose expression gives nothing', async () => {
			const [secret] = provider.secretFields;
			const { error } = await at.run(
				'update',
				{ accountSource: 'manual', [secret]: '={{ $json.token }}', updateFields: { [ALL]: true } },
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
			expect(error?.message).toBe(`${provider.secretLabel}: this field is empty`);
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
		const change = async (add: string[][], remove: string[][] = []) =>
			await at.update(
				{
					addAllowedAgentIds: '={{ $json.add }}',
					removeAllowedAgentIds: '={{ $json.remove }}',
				},
				{ items: add.map((ids, n) => ({ add: ids, remove: remove[n] ?? [] })) },
			);

		it('with one read, one write for an item that changes something, none for others, and one look at the end', async () => {
			const [a, b, c, d, e] = at.agentIds();
			seed(2);
			const { json, items } = await change([[c], [a], [d], [], [e]], [[], [d], [a], [e], [c]]);
			expect(at.sent()).toEqual([
				['GET', undefined],
				['PATCH', { [LIST]: [a, b, c] }],
				['PATCH', { [LIST]: [b, c, d] }],
				['PATCH', { [LIST]: [b, d, e] }],
				['GET', undefined],
			]);
			expect(json.map((config) => config[LIST])).toEqual([
				[a, b, c],
				[a, b, c],
				[b, c, d],
				[b, c, d],
				[b, d, e],
			]);
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
				[0, 1, 2, 3, 4].map((item) => ({ item })),
			);
			expect(at.stored()).toMatchObject({ [LIST]: [b, d, e] });
		});

		it('never above 100, and says so with the item', async () => {
			const ids = at.sandbox.seedAgents(110).map(({ agentId }) => agentId);
			at.sandbox.seedConfig(provider.id, { [LIST]: ids.slice(0, 99) });
			const { error } = await change([[ids[99]], [ids[100]]]);
			expect(error?.message).toMatch(
				/^Row 2: Add Allowed Agents: .*101 agents, and 100 is the most$/,
			);
			expect(at.methods()).toEqual(['GET', 'PATCH']);
			expect(at.stored()?.[LIST]).toHaveLength(100);
		});

		it('together with other fields in one write', async () => {
			const [a, b] = at.agentIds();
			seed(1);
			await at.update({ addAllowedAgentIds: [b], [MAPPING]: rows(['From', 'x']) });
			expect(at.sent().slice(1)).toEqual([
				['PATCH', { [MAPPING]: { From: 'x' }, [LIST]: [a, b] }],
				['GET', undefined],
			]);
		});

		it('is told that allow-all is on, and can turn it off in the same step', async () => {
			const [a] = at.agentIds();
			at.sandbox.seedConfig(provider.id, { [ALL]: true });
			const { error } = await change([[a]]);
			expect(error?.message).toMatch(/^Allow All Agents is on/);
			expect(error?.description).toContain('turn it off');
			expect(at.methods()).toEqual(['GET']);
			await at.update({ addAllowedAgentIds: [a], [ALL]: false });
			expect(at.stored()).toMatchObject({ [ALL]: false, [LIST]: [a] });
		});

		it('reads again after a write whose outcome is not known', async () => {
			const [a, b, c] = at.agentIds();
			seed(1);
			at.fault({ method: 'PATCH', reset: 'before', applyFirst: true });
			const { json } = await at.update(
				{ addAllowedAgentIds: '={{ $json.id }}' },
				{ items: [{ id: b }, { id: c }], onError: 'continueRegularOutput' },
			);
			expect(at.methods()).toEqual(['GET', 'PATCH', 'GET', 'PATCH', 'GET']);
			expect(json[0].error).toMatch(/^Row 1: /);
			expect(json[1][LIST]).toEqual([a, b, c]);
		});
	});

	describe('allow-all over a stored list', () => {
		const seed = () => at.sandbox.seedConfig(provider.id, { [LIST]: at.agentIds().slice(0, 2) });

		it('clears the list in the same step where the service refuses', async () => {
			seed();
			const { json } = await at.update({ [ALL]: true, [MAPPING]: rows(['From', 'x']) });
			const sent = { [ALL]: true, [MAPPING]: { From: 'x' } };
			expect(at.sent()).toEqual([
				['PATCH', sent],
				['PATCH', { ...sent, [LIST]: [] }],
			]);
			expect(json[0]).toMatchObject({ [ALL]: true, [LIST]: [] });
		});

		it.each(['clear', 'keep'] as const)('sends one request where it does: %s', async (kind) => {
			seed();
			at.sandbox.switches.allowAllOverList = kind;
			const { json } = await at.update({ [ALL]: true });
			expect(at.sent()).toEqual([['PATCH', { [ALL]: true }]]);
			expect(json[0]).toMatchObject({ [ALL]: true });
		});

		it('says that allow-all is on where a list is refused because of it', async () => {
			at.sandbox.seedConfig(provider.id, { [ALL]: true });
			const { error } = await at.update({ [LIST]: at.agentIds().slice(0, 1) });
			expect(error?.message).toMatch(/^Allow All Agents is on/);
			expect(error?.description).toContain('turn it off');
			expect(at.methods()).toEqual(['PATCH', 'GET']);
		});

		it('hints at it where a list is stored without effect', async () => {
			at.sandbox.seedConfig(provider.id, { [ALL]: true });
			const { run, status } = await at.update(
				{ [LIST]: [], [MAPPING]: rows(['From', '={{ $json.to }}']) },
				{ items: [{ to: 'a' }, { to: 'b' }] },
			);
			expect(status).toBe('success');
			const [{ hints }] = run.data.resultData.runData.Ultravox;
			expect(hints).toEqual([
				expect.objectContaining({ message: expect.stringMatching(/^Allow All Agents is on/) }),
			]);
		});

		it('turns it off and sets a list in one request', async () => {
			at.sandbox.seedConfig(provider.id, { [ALL]: true });
			const [a] = at.agentIds();
			await at.update({ [ALL]: false, [LIST]: [a] });
			expect(at.sent()).toEqual([['PATCH', { [ALL]: false, [LIST]: [a] }]]);
		});
	});

	describe('many items', () => {
		const count = provider === PROVIDERS[0] ? 1000 : 40;
		const target = { [MAPPING]: rows(['From', '={{ $json.to }}']) };

		it(`${count} different ones are written in order, the last one stays`, async () => {
			at.sandbox.seedConfig(provider.id);
			const items = Array.from({ length: count }, (_, n) => ({ to: `user.item${n}` }));
			const { json, items: output } = await at.update(target, { items });
			expect(at.sent()).toEqual(
				items.map(({ to }) => ['PATCH', { [MAPPING]: { From: to } }] as const),
			);
			expect(at.sandbox.traffic.maxOpen).toBe(1);
			expect(at.stored()).toMatchObject({ [MAPPING]: { From: `user.item${count - 1}` } });
			expect(json.map((config) => config[MAPPING])).toEqual(items.map(({ to }) => ({ From: to })));
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
			output.forEach(({ json, pairedItem }, item) => {
				expect(json[MAPPING]).toEqual({ From: 'user.phone' });
				expect(pairedItem).toEqual({ item });
			});
			expect(new Set(output.map(({ json }) => json)).size).toBe(1000);
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
			const { items, status } = await at.update({ [ALL]: true }, { items: [] });
			expect([items, status]).toEqual([[], 'success']);
			expect(at.sandbox.requests).toEqual([]);
		});
	});

	describe('goes on after an item, if it is told to', () => {
		const items = [{ ids: [] }, { ids: 'nobody' }, { ids: [MISSING] }, { ids: [] }];
		const fields = { [LIST]: '={{ $json.ids }}' };
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
				expect(output[0].json).toMatchObject({ [LIST]: [] });
				expect(output[3].json).toMatchObject({ [LIST]: [] });
				expect(at.methods()).toEqual(['PATCH', 'PATCH', 'GET', 'PATCH']);
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
			const { json } = await at.update({ [ALL]: true });
			expect(json).toEqual([{ [shown]: 'x' }]);
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
