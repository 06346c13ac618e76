/**
 * Every choice and every field of the panel, on every provider and in every operation that writes: as a value, by an
 * expression, and by what the model says where the step is an agent's tool. Nothing given is refused in each case.
 */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { telephonyFixture, hidden } from './fixture';
import { PROVIDERS, type ProviderCase } from './providers';

jest.setTimeout(120_000);

const ALL = 'callCreationAllowAllAgents';
const LIST = 'callCreationAllowedAgentIds';
const MAPPING = 'requestContextMapping';
const ACCESS_LABEL = 'Who May Take Calls';
const MAPPING_LABEL = 'Request Context Mapping';

/** A parameter under test. */
interface Entry {
	/** What messages call it. */
	label: string;
	/** What it is given. */
	value: string | string[];
	/** The panel with it. */
	panel(given: string | string[]): INodeParameters;
	/** What is sent then. */
	body: IDataObject;
}

const choice = (
	label: string,
	name: string,
	value: string,
	body: IDataObject,
	more: INodeParameters = {},
): Entry => ({ label, value, body, panel: (given) => ({ ...more, [name]: given }) });

const row = (requestField: string, contextField: string): INodeParameters => ({
	[MAPPING]: { mappings: [{ requestField, contextField }] },
});

/** What Create has. */
function ofCreate(a: string): Entry[] {
	const listed = { [LIST]: [a] };
	const rows = { ...row('To', 'line'), agentAccess: 'all' };
	return [
		choice(ACCESS_LABEL, 'agentAccess', 'none', { [ALL]: false, [LIST]: [] }),
		choice(ACCESS_LABEL, 'agentAccess', 'only', { [ALL]: false, [LIST]: [a] }, listed),
		choice(ACCESS_LABEL, 'agentAccess', 'all', { [ALL]: true }),
		choice(MAPPING_LABEL, 'mappingMode', 'keep', { [ALL]: true }, { agentAccess: 'all' }),
		choice(
			MAPPING_LABEL,
			'mappingMode',
			'replace',
			{ [ALL]: true, [MAPPING]: { To: 'line' } },
			rows,
		),
	];
}

/** What Update and Create or Update have, where `a` may take calls and `From` is mapped to `caller`. */
function ofChange(a: string, b: string): Entry[] {
	const list = (label: string, agentAccess: string, id: string, body: IDataObject): Entry => ({
		...choice(label, LIST, '', body, { agentAccess }),
		value: [id],
	});
	const mapped = (mappingMode: string, body: IDataObject): Entry[] => [
		{
			label: 'Mapping, Row 1, Request Field',
			value: 'To',
			panel: (given) => ({ mappingMode, ...row(given as string, 'line') }),
			body,
		},
		{
			label: 'Mapping, Row 1, Context Field',
			value: 'line',
			panel: (given) => ({ mappingMode, ...row('To', given as string) }),
			body,
		},
		choice('Mapping (JSON)', 'requestContextMappingJson', '{"To":"line"}', body, {
			mappingMode,
			specifyMapping: 'json',
		}),
	];
	const rows = row('To', 'line');
	const replaced = { [MAPPING]: { To: 'line' } };
	const merged = { [MAPPING]: { From: 'caller', To: 'line' } };
	const access = (mode: string, body: IDataObject, more: INodeParameters = {}) =>
		choice(ACCESS_LABEL, 'agentAccess', mode, body, more);
	return [
		access('keep', { [MAPPING]: {} }, { mappingMode: 'clear' }),
		access('add', { [LIST]: [a, b] }, { [LIST]: [b] }),
		access('remove', { [LIST]: [] }, { [LIST]: [a] }),
		access('only', { [ALL]: false, [LIST]: [b] }, { [LIST]: [b] }),
		access('all', { [ALL]: true }),
		access('listed', { [ALL]: false }),
		access('none', { [ALL]: false, [LIST]: [] }),
		list('Allowed Agents', 'only', b, { [ALL]: false, [LIST]: [b] }),
		list('Agents to Add', 'add', b, { [LIST]: [a, b] }),
		list('Agents to Remove', 'remove', a, { [LIST]: [] }),
		choice(MAPPING_LABEL, 'mappingMode', 'keep', { [ALL]: true }, { agentAccess: 'all' }),
		choice(MAPPING_LABEL, 'mappingMode', 'replace', replaced, rows),
		choice(MAPPING_LABEL, 'mappingMode', 'merge', merged, rows),
		choice(MAPPING_LABEL, 'mappingMode', 'clear', { [MAPPING]: {} }),
		...mapped('replace', replaced),
		...mapped('merge', merged),
	];
}

/** The account by hand; its chooser takes no expression in the editor. */
const ofAccount = (provider: ProviderCase): Entry[] =>
	Object.entries(provider.otherAccount).map(([name, value]) =>
		choice('', name, value, hidden(provider, { [name]: value }), { accountSource: 'manual' }),
	);

describe.each(PROVIDERS)('$label telephony config', (provider) => {
	const at = telephonyFixture(provider);

	const seed = (isStored: boolean) => {
		at.sandbox.reset();
		at.sandbox.switches.allowAllOverList = 'keep';
		const [a] = at.agentIds();
		if (isStored) {
			at.sandbox.seedConfig(provider.id, { [LIST]: [a], [MAPPING]: { From: 'caller' } });
		}
	};
	const writes = () => at.sent().flatMap(([method, body]) => (method === 'GET' ? [] : [body]));

	/** Tries an entry in each way that a value can come. */
	async function tryAll(operation: string, entry: Entry, more: INodeParameters = {}) {
		const isStored = operation !== 'create';
		const account = isStored ? {} : hidden(provider, provider.account);
		const { value, panel } = entry;
		const run = async (given: string | string[], item: IDataObject) => {
			seed(isStored);
			return await at.run(operation, { ...more, ...panel(given) }, { items: [item] });
		};
		const said = Array.isArray(value) ? value.join(', ') : value;
		for (const [given, item] of [
			[value, {}],
			['={{ $json.field }}', { field: value }],
			["={{ $fromAI('field', 'What to set', 'string') }}", { field: said }],
		] as const) {
			const { error } = await run(given as string, item);
			expect([given, error?.message]).toEqual([given, undefined]);
			expect([given, writes()]).toEqual([given, [{ ...account, ...entry.body }]]);
		}
		for (const given of ['={{ $json.field }}', "={{ $fromAI('field') }}"]) {
			const { error } = await run(given, { other: value });
			expect(error?.message).toMatch(/: the expression gives no value for this item$/);
			expect(error?.message).toMatch(new RegExp(`^${entry.label.replace(/[()]/g, '\\$&')}`));
			expect(at.sandbox.requests).toEqual([]);
		}
	}

	// The IDs are the same in every sandbox; the tables need them before one runs.
	const names = (entries: Entry[]) =>
		entries.map(({ label, value, panel }, index) => {
			const { agentAccess = '', mappingMode = '' } = panel('') as Record<string, string>;
			return [`${label} ${String(value)} ${agentAccess}${mappingMode}`.trim(), index] as const;
		});

	it.each(names(ofCreate('a')))('Create: %s', async (_, index) => {
		const [a] = at.agentIds();
		await tryAll('create', ofCreate(a)[index], { accountSource: 'credential' });
	});

	describe.each(['update', 'upsert'])('%s', (operation) => {
		it.each(names(ofChange('a', 'b')))('%s', async (_, index) => {
			const [a, b] = at.agentIds();
			await tryAll(operation, ofChange(a, b)[index], { accountSource: 'keep' });
		});

		it.each(
			ofAccount(provider).map((entry, index) => [Object.keys(entry.body)[0], index] as const),
		)(
			'the account by hand: %s',
			async (_, index) => await tryAll(operation, ofAccount(provider)[index]),
		);
	});
});
