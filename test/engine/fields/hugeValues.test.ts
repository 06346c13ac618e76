import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { telephonyFixture } from '../telephony/fixture';
import { PROVIDERS } from '../telephony/providers';
import { succeed } from '../../support/expectSuccess';

const [provider] = PROVIDERS;
const MANY = 100_000;
const MB = 2_000_000;

jest.setTimeout(60_000);

/**
 * Values so large that a check which compares each part with each other one takes minutes: the time limit of a test ends
 * it. How long one takes is not looked at.
 */
describe('huge values', () => {
	const at = telephonyFixture(provider);
	const update = async (parameters: INodeParameters, item: IDataObject = {}) => {
		at.sandbox.seedConfig(provider.id);
		// The sandbox needs its time, too, and may share the machine.
		const options = { timeout: 120, checkMapping: false };
		return await at.run('update', { ...parameters, options }, { items: [item] });
	};
	const json = (field: string): INodeParameters => ({
		mappingMode: 'replace',
		specifyMapping: 'json',
		requestContextMappingJson: `={{ $json.${field} }}`,
	});
	const pairs = (target: (n: number) => string, count = MANY) =>
		Object.fromEntries(Array.from({ length: count }, (_, n) => [`Field${n}`, target(n)]));

	it('a mapping of 20,000 fields is sent whole', async () => {
		const mapping = pairs((n) => `user.f${n}.x`, 20_000);
		await succeed(update(json('text'), { text: JSON.stringify(mapping) }));
		expect(at.sent()).toEqual([['PATCH', { requestContextMapping: mapping }]]);
	});

	it.each<[string, (n: number) => string, string]>([
		['two that are the same', (n) => `user.f${n % (MANY - 1)}`, 'clash'],
		['one inside another', (n) => (n === MANY - 1 ? 'user' : `user.f${n}`), 'clash'],
	])('a clash in 100,000 fields is found: %s', async (_, target, reason) => {
		const { error } = await update(json('mapping'), { mapping: pairs(target) });
		expect(error?.message).toContain(reason);
		expect(at.sent()).toEqual([]);
	});

	it.each([
		['quotation marks', '"'.repeat(MB)],
		['escapes', `{"a": "${'\\"'.repeat(MB / 2)}`],
		['texts that never end', `{${'"a'.repeat(MB / 2)}`],
		['colons', `{"a"${' '.repeat(MB)}`],
	])('%s in 2 MB that are no JSON are refused', async (_, text) => {
		const { error } = await update(json('text'), { text });
		expect(error?.message).toContain('this is not valid JSON');
		expect(`${error?.message} ${error?.description}`.length).toBeLessThan(500);
		expect(at.sent()).toEqual([]);
	});

	it.each([
		[
			'one name twice, after 2 MB',
			`{"a":"x.${'y'.repeat(MB)}","b":"c","b":"d"}`,
			'"b" is there twice',
		],
		['one name twice, once in other letters', '{"b":"c","\\u0062":"d"}', '"b" is there twice'],
	])('%s', async (_, text, reason) => {
		const { error } = await update(json('text'), { text });
		expect(error?.message).toContain(reason);
		expect(at.sent()).toEqual([]);
	});
});

describe('an object without rows', () => {
	const at = telephonyFixture(provider);

	// n8n itself makes {} of an expression that stands for a whole list of rows.
	it.each([{}, { foo: 1 }, { values: [] }])('does not clear the mapping: %j', async (mapping) => {
		for (const item of [{ mapping }]) {
			at.sandbox.reset();
			at.sandbox.seedConfig(provider.id, { requestContextMapping: { Old: 'old' } });
			for (const requestContextMapping of [mapping as INodeParameters, '={{ $json.mapping }}']) {
				const { error } = await at.update(
					{ mappingMode: 'replace', requestContextMapping },
					{ items: [item] },
				);
				expect(error?.message).toBe('Mapping: there are no rows');
			}
			expect(at.sent()).toEqual([]);
			expect(at.stored()).toMatchObject({ requestContextMapping: { Old: 'old' } });
		}
	});

	it.each([
		['a gap at the end', '={{ $json.a }},{{ $json.b }}'],
		['a gap at the beginning', '={{ $json.b }},{{ $json.a }}'],
		['a gap in an expression', '={{ [$json.a, $json.b].join() }}'],
	])('nor does a list of agents lose one to %s', async (_, ids) => {
		const [a] = at.agentIds();
		for (const agentAccess of ['only', 'add', 'remove']) {
			const { error } = await at.update(
				{ agentAccess, callCreationAllowedAgentIds: ids },
				{ items: [{ a }] },
			);
			expect(error?.message).toMatch(/Agents.*: there is nothing between two commas/);
		}
		expect(at.sent()).toEqual([]);
	});
});
