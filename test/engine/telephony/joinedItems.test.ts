/** What several items want of one configuration, and does not contradict, goes out as one request. */
import type { IDataObject } from 'n8n-workflow';
import { ONE_TRY, telephonyFixture } from './fixture';
import { PROVIDERS } from './providers';

jest.setTimeout(120_000);

const ALL = 'callCreationAllowAllAgents';
const LIST = 'callCreationAllowedAgentIds';
const MAPPING = 'requestContextMapping';
const MISSING = '7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413';

/** Every choice by expression; an item says only what it wants. */
const BY_ITEM = {
	agentAccess: '={{ $json.access ?? "keep" }}',
	[LIST]: '={{ $json.ids ?? [] }}',
	mappingMode: '={{ $json.mapping ?? "keep" }}',
	specifyMapping: 'json',
	requestContextMappingJson: '={{ $json.map ?? { A: "b" } }}',
};
const REPORT = { options: { ...ONE_TRY, reportChanges: true } };
const ON = { onError: 'continueRegularOutput' } as const;

describe.each(PROVIDERS)('Items of one $label configuration', (provider) => {
	const at = telephonyFixture(provider, 60);
	beforeEach(() => at.sandbox.seedConfig(provider.id, { [MAPPING]: { From: 'from' } }));
	const run = async (items: IDataObject[], more: object = {}, options: object = {}) =>
		await at.update({ ...BY_ITEM, ...options }, { items, ...more });
	const bodies = () => at.sent().flatMap(([method, body]) => (method === 'PATCH' ? [body] : []));

	it('a hundred that each add one of 50 agents: one read, one write, one look', async () => {
		const ids = at.agentIds().slice(0, 50);
		const items = Array.from({ length: 100 }, (_, n) => ({ access: 'add', ids: ids[n % 50] }));
		const { json, items: output } = await run(items);
		expect(at.methods()).toEqual(['GET', 'PATCH', 'GET']);
		expect(bodies()).toEqual([{ [LIST]: ids }]);
		expect(json).toHaveLength(100);
		for (const [item, { pairedItem }] of output.entries()) expect(pairedItem).toEqual({ item });
		for (const config of json) expect(config[LIST]).toEqual(ids);
		expect(json[0]).not.toHaveProperty('warnings');
		expect(json[99].warnings).toEqual(['Agents to Add: all of them were allowed already.']);
		// Nothing that a later node changes in one item shows in another.
		expect(new Set(json.map((config) => config[LIST])).size).toBe(100);
	});

	it('different fields', async () => {
		const [a] = at.agentIds();
		await run([
			{ access: 'only', ids: [a] },
			{ mapping: 'replace', map: { X: 'x' } },
			{ access: 'only', ids: [a], mapping: 'replace', map: { X: 'x' } },
		]);
		expect(at.sent()).toEqual([['PATCH', { [ALL]: false, [LIST]: [a], [MAPPING]: { X: 'x' } }]]);
	});

	it('each gets its own changes', async () => {
		const [a, b, c] = at.agentIds();
		at.sandbox.seedConfig(provider.id, { [LIST]: [a], [MAPPING]: {} });
		const { json } = await run(
			[
				{ access: 'add', ids: [b] },
				{ mapping: 'merge', map: { X: 'x' } },
				{ access: 'remove', ids: [a] },
				{ access: 'add', ids: [b] },
				{ access: 'add', ids: [c], mapping: 'merge', map: { Y: 'y' } },
			],
			{},
			REPORT,
		);
		expect(bodies()).toEqual([{ [LIST]: [b, c], [MAPPING]: { X: 'x', Y: 'y' } }]);
		const list = (before: string[], after: string[]) => ({ field: LIST, before, after });
		const map = (before: object, after: object) => ({ field: MAPPING, before, after });
		expect(json.map(({ changed, changes }) => [changed, changes])).toEqual([
			[true, [list([a], [a, b])]],
			[true, [map({}, { X: 'x' })]],
			[true, [list([a, b], [b])]],
			[false, []],
			[true, [list([b], [b, c]), map({ X: 'x' }, { X: 'x', Y: 'y' })]],
		]);
		for (const config of json) expect(config).toMatchObject({ [LIST]: [b, c] });
	});

	it('no one gets the changes of another that has more than one effect', async () => {
		const [a] = at.agentIds();
		at.sandbox.seedConfig(provider.id, { [LIST]: [a], [MAPPING]: {} });
		const { json } = await run(
			[{ mapping: 'merge', map: { X: 'x' } }, { access: 'all' }],
			{},
			REPORT,
		);
		const names = json.map(({ changes }) => (changes as IDataObject[]).map(({ field }) => field));
		expect(names).toEqual([[MAPPING], [ALL, LIST]]);
		expect(json[1]).toMatchObject({ [ALL]: true, [MAPPING]: { X: 'x' } });
	});

	it('only the first gets the change of a secret that all of them set', async () => {
		const [secret] = provider.secretFields;
		const fields = { accountSource: 'manual', [secret]: provider.otherAccount[secret], ...REPORT };
		const items = ['X', 'Y'].map((field) => ({
			mapping: 'merge',
			map: { [field]: field.toLowerCase() },
		}));
		const { json, error } = await at.update({ ...BY_ITEM, ...fields }, { items });
		expect(error?.message).toBeUndefined();
		expect(bodies()).toHaveLength(1);
		const names = json.map(({ changes }) => (changes as IDataObject[]).map(({ field }) => field));
		expect(names).toEqual([[secret, MAPPING], [MAPPING]]);
	});

	it.each<[string, (ids: string[]) => IDataObject[]]>([
		['two mappings', () => [{ mapping: 'replace' }, { mapping: 'replace', map: { C: 'd' } }]],
		['a mapping, and none', () => [{ mapping: 'replace' }, { mapping: 'clear' }]],
		[
			'one row with two places',
			() => [
				{ mapping: 'merge', map: { X: 'x' } },
				{ mapping: 'merge', map: { X: 'y' } },
			],
		],
		[
			'an agent that is added and removed',
			([a]) => [
				{ access: 'add', ids: [a] },
				{ access: 'remove', ids: [a] },
			],
		],
		['all agents, and nobody', () => [{ access: 'all' }, { access: 'none' }]],
		[
			'two lists',
			([a, b]) => [
				{ access: 'only', ids: [a] },
				{ access: 'only', ids: [b] },
			],
		],
		[
			'a list, and one more',
			([a, b]) => [
				{ access: 'only', ids: [a] },
				{ access: 'add', ids: [b] },
			],
		],
	])('%s stay apart, in order', async (_, items) => {
		const { error } = await run(items(at.agentIds()));
		expect(error).toBeUndefined();
		expect(bodies()).toHaveLength(2);
	});

	describe('that are refused together', () => {
		const items = () => {
			const [a, b] = at.agentIds();
			return [
				{ access: 'add', ids: [a] },
				{ access: 'add', ids: [MISSING] },
				{ access: 'add', ids: [b] },
			];
		};

		it('are sent one by one: the wrong one is named, the others are done', async () => {
			const [a, b] = at.agentIds();
			const { json } = await run(items(), ON);
			expect(bodies()).toEqual(
				[[a, MISSING, b], [a], [a, MISSING], [a, b]].map((l) => ({ [LIST]: l })),
			);
			expect(json[0]).toMatchObject({ [LIST]: [a] });
			expect(json[1].error).toMatch(/^Row 2: Allowed Agents .*does not exist/);
			expect(json[2]).toMatchObject({ [LIST]: [a, b] });
			expect(at.stored()).toMatchObject({ [LIST]: [a, b] });
		});

		it('end the run at the wrong one without Continue On Fail', async () => {
			const [a] = at.agentIds();
			const { error } = await run(items());
			expect(error?.message).toMatch(/^Row 2: Allowed Agents /);
			expect(at.stored()).toMatchObject({ [LIST]: [a] });
		});

		it('before they are sent, are sent one by one as well', async () => {
			const ids = at.agentIds();
			at.sandbox.seedConfig(provider.id, { [ALL]: true, [LIST]: [] });
			const { json } = await run(
				[
					{ mapping: 'merge', map: { X: 'x' } },
					{ access: 'remove', ids: [ids[0]] },
					{ mapping: 'merge', map: { Y: 'y' } },
				],
				ON,
			);
			expect(json[1].error).toMatch(/^Row 2: Agents to Remove: all agents/);
			expect(at.stored()).toMatchObject({ [MAPPING]: { X: 'x', Y: 'y' } });
		});
	});

	it('that nobody answered all say so', async () => {
		const [a, b] = at.agentIds();
		at.fault({ method: 'PATCH', status: 500, times: 9 });
		const { json } = await run(
			[a, b].map((id) => ({ access: 'add', ids: [id] })),
			ON,
		);
		expect(at.methods()).toEqual(['GET', 'PATCH']);
		expect(json.map(({ error }) => String(error).slice(0, 7))).toEqual(['Row 1: ', 'Row 2: ']);
	});

	it('create the configuration together where there is none', async () => {
		const [a, b] = at.agentIds();
		at.sandbox.state.configs[provider.id] = null;
		const { json, error } = await at.run(
			'upsert',
			{ ...BY_ITEM, accountSource: 'credential', ...REPORT },
			{ items: [a, b].map((id) => ({ access: 'add', ids: [id] })) },
		);
		expect(error).toBeUndefined();
		expect(at.methods()).toEqual(['GET', 'POST', 'GET']);
		expect(
			json.map(({ changes }) => (changes as IDataObject[]).find(({ field }) => field === LIST)),
		).toEqual([
			{ field: LIST, before: null, after: [a] },
			{ field: LIST, before: [a], after: [a, b] },
		]);
	});
});
