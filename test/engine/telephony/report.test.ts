/** Dry Run, Report Changes, and the proof that what was sent was taken. */
import type { IDataObject } from 'n8n-workflow';
import { telephonyFixture, ONE_TRY } from './fixture';
import { PROVIDERS } from './providers';

jest.setTimeout(60_000);

const ALL = 'callCreationAllowAllAgents';
const LIST = 'callCreationAllowedAgentIds';
const MAPPING = 'requestContextMapping';

describe.each(PROVIDERS)('$label telephony config', (provider) => {
	const at = telephonyFixture(provider);
	const [secret] = provider.secretFields;
	const token = (value: string): IDataObject => ({ accountSource: 'manual', [secret]: value });
	const dryRun = { options: { ...ONE_TRY, dryRun: true } };
	const reporting = { options: { ...ONE_TRY, reportChanges: true } };
	type Given = Parameters<typeof at.update>[0];

	it('a dry run answers with what would be changed, and changes nothing', async () => {
		const [a, b] = at.agentIds();
		at.sandbox.seedConfig(provider.id, { [LIST]: [a] });
		const { json } = await at.update(
			{
				...dryRun,
				agentAccess: 'add',
				[LIST]: '={{ $json.id }}',
			},
			{ items: [{ id: b }, { id: a }] },
		);
		expect(json).toEqual([
			{ dryRun: true, changed: true, changes: [{ field: LIST, before: [a], after: [a, b] }] },
			{ dryRun: true, changed: false, changes: [], warnings: [expect.any(String)] },
		]);
		expect(at.methods()).toEqual(['GET']);
	});

	it.each(['create', 'upsert'])('a dry run of %s where there is none yet', async (operation) => {
		const { json } = await at.run(operation, { ...dryRun, agentAccess: 'all' });
		expect(json).toMatchObject([{ dryRun: true, changed: true }]);
		expect(json[0].changes).toContainEqual({ field: ALL, before: null, after: true });
		expect(at.methods()).toEqual(['GET']);
		expect(at.stored()).toBeNull();
	});

	it('tells what was changed, each item its own', async () => {
		at.sandbox.seedConfig(provider.id, { [ALL]: true });
		const { json } = await at.update(
			{ ...reporting, agentAccess: '={{ $json.who }}' },
			{ items: [{ who: 'listed' }, { who: 'listed' }, { who: 'all' }] },
		);
		expect(json.map(({ changed, changes }) => [changed, changes])).toEqual([
			[true, [{ field: ALL, before: true, after: false }]],
			[false, []],
			[true, [{ field: ALL, before: false, after: true }]],
		]);
		expect(at.methods()).toEqual(['GET', 'PATCH', 'PATCH']);
	});

	it('shows how a secret begins, and leaves open what nobody can tell', async () => {
		at.sandbox.seedConfig(provider.id);
		const first = await at.update({ ...reporting, ...token('made-up-secret-1') } as Given);
		expect(first.json[0]).toMatchObject({
			changed: true,
			changes: [{ field: secret, before: 'seed', after: 'made' }],
		});
		const second = await at.update({ ...reporting, ...token('made-up-secret-2') } as Given);
		expect(second.json[0]).toMatchObject({ changed: null, changes: [] });
	});

	it.each<[string, string, boolean]>([
		['another beginning', 'othe', true],
		['another beginning before a mask', 'othe****', true],
		['the same beginning', 'made', false],
		['too few letters', 'oth***', false],
		['only a mask', '********', false],
	])('a secret that is answered with %s', async (_, prefix, fails) => {
		at.sandbox.seedConfig(provider.id);
		at.fault({
			status: 200,
			body: { [provider.publicField]: 'x', [`${secret}Prefix`]: { prefix } },
		});
		const { error } = await at.update(token('made-up-secret-1') as Given);
		expect(error !== undefined).toBe(fails);
		if (fails) expect(error?.message).toContain(`still has another ${provider.secretLabel}`);
	});

	it('a mapping that was not taken fails the step', async () => {
		at.sandbox.switches.mapping = 'merge';
		at.sandbox.seedConfig(provider.id, { [MAPPING]: { From: 'a' } });
		const { error } = await at.update({ mappingMode: 'clear' });
		expect(error?.message).toMatch(/^Request Context Mapping: .* has stored something else$/);
	});
});
