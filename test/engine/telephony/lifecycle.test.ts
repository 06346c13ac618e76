import { ONE_TRY, telephonyFixture, hidden } from './fixture';
import { PROVIDERS } from './providers';
import { succeed } from '../../support/expectSuccess';

jest.setTimeout(60_000);

const ALL = 'callCreationAllowAllAgents';
const LIST = 'callCreationAllowedAgentIds';
const MAPPING = 'requestContextMapping';
const ITEMS = [{ a: 1 }, { a: 1 }, { a: 1 }];

describe.each(PROVIDERS)('$label telephony config', (provider) => {
	const at = telephonyFixture(provider);
	const { account, otherAccount, label } = provider;
	const wholeAccount = hidden(provider, account);
	const mapping = { mappings: [{ requestField: 'From', contextField: 'user.phone' }] };
	const mapped = { mappingMode: 'replace', [MAPPING]: mapping };
	const nobody = { [ALL]: false, [LIST]: [] };
	const body = { ...wholeAccount, [MAPPING]: { From: 'user.phone' } };

	const expectNotConfigured = (error: unknown) =>
		expect(error).toMatchObject({
			message: `This Ultravox account has no ${label} configuration yet`,
			description: 'Use the operation "Create or Update" to make one.',
			context: { itemIndex: 0 },
		});

	describe.each(['404', 'null', 'empty'] as const)('not there yet (%s)', (missingConfig) => {
		beforeEach(() => {
			at.sandbox.switches.missingConfig = missingConfig;
		});

		it('Get says so and names the way on', async () => {
			const { error, status } = await at.run('get');
			expect(status).toBe('error');
			expectNotConfigured(error);
			expect(at.methods()).toEqual(['GET']);
		});

		it('Update says so', async () => {
			expectNotConfigured((await at.update({ agentAccess: 'all' })).error);
			expect(at.methods()).toEqual(['PATCH']);
		});

		it('Update with agents to add says so and writes nothing', async () => {
			expectNotConfigured((await at.update({ agentAccess: 'add', [LIST]: at.agentIds() })).error);
			expect(at.methods()).toEqual(['GET']);
		});

		it('Delete says so', async () => {
			expectNotConfigured((await at.run('delete')).error);
			expect(at.methods()).toEqual(['DELETE']);
		});

		it('Create or Update creates it', async () => {
			const { json } = await at.run('upsert', mapped);
			expect(at.sent()).toEqual([
				['GET', undefined],
				['POST', body],
			]);
			expect(json[0]).toMatchObject({ [MAPPING]: { From: 'user.phone' } });
			expect(at.stored()).toMatchObject(account);
		});
	});

	it('on the error output, too, the way on is named', async () => {
		const { errorItems } = await at.run('get', {}, { onError: 'continueErrorOutput' });
		expect(errorItems).toEqual([
			{
				json: {
					error: `This Ultravox account has no ${label} configuration yet. Use the operation "Create or Update" to make one.`,
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	describe('Get', () => {
		it('answers each item from one request, without secrets', async () => {
			at.sandbox.seedConfig(provider.id, { ...otherAccount, [ALL]: true });
			const { items } = await at.run('get', {}, { items: ITEMS });
			expect(at.methods()).toEqual(['GET']);
			expect(items).toHaveLength(3);
			items.forEach(({ json, pairedItem }, item) => {
				expect(json).toMatchObject({
					[provider.publicField]: otherAccount[provider.publicField],
					[ALL]: true,
					[LIST]: [],
					[MAPPING]: {},
				});
				for (const name of provider.secretFields) expect(json).not.toHaveProperty(name);
				expect(pairedItem).toEqual({ item });
			});
		});
	});

	describe('Delete', () => {
		it('answers each item from one request', async () => {
			at.sandbox.seedConfig(provider.id);
			const { items } = await at.run('delete', {}, { items: ITEMS });
			expect(at.methods()).toEqual(['DELETE']);
			expect(items).toEqual(
				[0, 1, 2].map((item) => ({ json: { deleted: true }, pairedItem: { item } })),
			);
			expect(at.stored()).toBeNull();
		});

		it('has worked when the answer was lost and there is nothing left', async () => {
			at.sandbox.seedConfig(provider.id);
			at.fault({ method: 'DELETE', applyFirst: true, reset: 'before' });
			const options = { timeout: 5, maxRetries: 1 };
			const { json } = await at.run('delete', { options });
			expect(at.methods()).toEqual(['DELETE', 'DELETE']);
			expect(json).toEqual([{ deleted: true }]);
		});
	});

	describe('Create', () => {
		it('sends the whole account of the credential and the settings', async () => {
			const [a, b] = at.agentIds();
			const { items } = await at.run('create', {
				...mapped,
				agentAccess: 'only',
				[LIST]: [a, b],
			});
			expect(at.sent()).toEqual([['POST', { ...body, [LIST]: [a, b], [ALL]: false }]]);
			expect(items[0].pairedItem).toEqual({ item: 0 });
			expect(items[0].json).toMatchObject({ [LIST]: [a, b] });
			expect(at.stored()).toMatchObject(account);
		});

		it('allows nobody by default, and says so', async () => {
			const { json } = await at.run('create', { accountSource: 'manual', ...otherAccount });
			expect(at.sent()).toEqual([['POST', { ...hidden(provider, otherAccount), ...nobody }]]);
			expect(at.stored()).toMatchObject(otherAccount);
			expect(json).toMatchObject([
				{ warnings: [expect.stringContaining('no agent may take calls now')] },
			]);
		});

		it('allows all agents', async () => {
			await at.run('create', { agentAccess: 'all' });
			expect(at.sent()).toEqual([['POST', { ...wholeAccount, [ALL]: true }]]);
		});

		it.each(Object.keys(account))('refuses an account without %s', async (name) => {
			const { error } = await at.run('create', {
				accountSource: 'manual',
				...otherAccount,
				[name]: ' ',
			});
			expect(error?.message).toMatch(/^[A-Z][\w ]+: this field is empty$/);
			expect(error?.description).toBe('A new configuration needs the whole account.');
			expect(at.sandbox.requests).toEqual([]);
		});

		/** Left behind by a switch from another operation: parameters, message */
		it.each<[Record<string, string>, string]>([
			[{ accountSource: 'keep' }, `${label} Account: "Keep as It Is"`],
			...(
				[
					['keep', 'Keep as It Is'],
					['add', 'Add Agents'],
					['remove', 'Remove Agents'],
					['listed', 'Only Agents Already Listed'],
				] as const
			).map(([agentAccess, name]): [Record<string, string>, string] => [
				{ agentAccess },
				`Who May Take Calls: "${name}"`,
			]),
			[{ mappingMode: 'merge' }, 'Request Context Mapping: "Add or Change"'],
			[{ mappingMode: 'clear' }, 'Request Context Mapping: "Clear"'],
		])('refuses what is only possible where there is one: %j', async (parameters, start) => {
			const { error } = await at.run('create', parameters);
			expect(error?.message).toBe(`${start} is not possible with the operation Create`);
			expect(error?.description).toMatch(/^Choose .* or /);
			expect(at.sandbox.requests).toEqual([]);
		});

		it('says that there is one already', async () => {
			at.sandbox.seedConfig(provider.id, otherAccount);
			const { error } = await at.run('create');
			expect(error).toMatchObject({
				message: `This Ultravox account has a ${label} configuration already`,
				description: expect.stringContaining('"Update"'),
				httpCode: '409',
			});
			at.sandbox.switches.postOverExisting = '400';
			const other = await at.run('create');
			expect(other.error?.message).toContain('already has a configuration');
			expect(at.stored()).toMatchObject(otherAccount);
		});
	});

	describe('Create or Update', () => {
		it('changes what is there', async () => {
			at.sandbox.seedConfig(provider.id, otherAccount);
			const { json } = await at.run('upsert', mapped);
			expect(at.sent()).toEqual([
				['GET', undefined],
				['PATCH', body],
			]);
			expect(at.stored()).toMatchObject(account);
			expect(json[0]).toMatchObject({ [MAPPING]: { From: 'user.phone' } });
		});

		it('looks once for all items, and writes them in order', async () => {
			const to = { mappings: [{ requestField: 'From', contextField: '={{ $json.to }}' }] };
			const items = ['a', 'b', 'b', 'c'].map((target) => ({ to: target }));
			const result = await at.run('upsert', { ...mapped, [MAPPING]: to }, { items });
			expect(at.methods()).toEqual(['GET', 'POST', 'PATCH', 'PATCH']);
			expect(at.stored()).toMatchObject({ [MAPPING]: { From: 'c' } });
			expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(
				[0, 1, 2, 3].map((item) => ({ item })),
			);
		});

		it('leaves the account where it is to be kept', async () => {
			at.sandbox.seedConfig(provider.id, otherAccount);
			await at.run('upsert', { accountSource: 'keep', ...mapped });
			expect(at.sent()[1]).toEqual(['PATCH', { [MAPPING]: { From: 'user.phone' } }]);
		});

		it('answers with what is stored where there is nothing left to do', async () => {
			const [a] = at.agentIds();
			at.sandbox.seedConfig(provider.id, { ...otherAccount, [LIST]: [a] });
			const adding = { accountSource: 'keep', agentAccess: 'add', [LIST]: [a] };
			const { json } = await at.run('upsert', adding);
			expect(json[0]).toMatchObject({
				[provider.publicField]: otherAccount[provider.publicField],
			});
			expect(at.methods()).toEqual(['GET']);
		});

		it('refuses to change nothing', async () => {
			const { error } = await at.run('upsert', { accountSource: 'keep' });
			expect(error?.message).toBe('Nothing is chosen that could be changed');
			expect(at.sandbox.requests).toEqual([]);
		});

		/** Choices, what is stored, what is sent to change that, what is sent where there is nothing yet */
		const choices = ([a, b]: string[]): Array<
			[Record<string, unknown>, object, object, object]
		> => [
			[
				{ agentAccess: 'only', [LIST]: [b] },
				{},
				{ [ALL]: false, [LIST]: [b] },
				{ [ALL]: false, [LIST]: [b] },
			],
			[{ agentAccess: 'add', [LIST]: [b] }, { [LIST]: [a] }, { [LIST]: [a, b] }, { [LIST]: [b] }],
			[{ agentAccess: 'remove', [LIST]: [b] }, { [LIST]: [a, b] }, { [LIST]: [a] }, {}],
			[{ agentAccess: 'listed' }, { [ALL]: true }, { [ALL]: false }, { [ALL]: false }],
			[{ agentAccess: 'all' }, {}, { [ALL]: true }, { [ALL]: true }],
			[{ agentAccess: 'none' }, { [LIST]: [a] }, nobody, nobody],
			[
				{ ...mapped, mappingMode: 'merge' },
				{ [MAPPING]: { To: 'x' } },
				{ [MAPPING]: { To: 'x', From: 'user.phone' } },
				{ [MAPPING]: { From: 'user.phone' } },
			],
			[{ mappingMode: 'clear' }, { [MAPPING]: { To: 'x' } }, { [MAPPING]: {} }, { [MAPPING]: {} }],
		];
		it.each(Array.from({ length: 8 }, (_, index) => index))(
			'does what is chosen, with and without a stored one (choice %d)',
			async (index) => {
				const [parameters, stored, change, creation] = choices(at.agentIds())[index];
				at.sandbox.seedConfig(provider.id, { ...stored });
				await at.run('upsert', parameters as Parameters<typeof at.run>[1]);
				expect(at.sent()[1]).toEqual(['PATCH', { ...wholeAccount, ...change }]);
				at.sandbox.state.configs[provider.id] = null;
				at.sandbox.requests.length = 0;
				await at.run('upsert', parameters as Parameters<typeof at.run>[1]);
				expect(at.sent()[1]).toEqual(['POST', { ...wholeAccount, ...creation }]);
			},
		);

		it('needs the whole account where there is none yet', async () => {
			const { error } = await at.run('upsert', {
				...mapped,
				accountSource: 'manual',
				[provider.publicField]: account[provider.publicField],
			});
			expect(error?.description).toBe('A new configuration needs the whole account.');
			expect(at.methods()).toEqual(['GET']);
		});

		it('has no account to keep where there is none yet', async () => {
			const { error } = await at.run('upsert', { ...mapped, accountSource: 'keep' });
			expect(error?.message).toBe(
				`${label} Account: there is no ${label} configuration yet that could be kept`,
			);
			expect(error?.description).toContain('From Saved Credential');
			expect(at.methods()).toEqual(['GET']);
		});

		it('clears the list for allow-all, as Update does', async () => {
			at.sandbox.seedConfig(provider.id, { [LIST]: at.agentIds() });
			await at.run('upsert', { agentAccess: 'all' });
			expect(at.methods()).toEqual(['GET', 'PATCH', 'PATCH']);
			expect(at.stored()).toMatchObject({ ...account, [ALL]: true, [LIST]: [] });
		});

		it.each(['409', '400'] as const)(
			'another execution creates it in between (%s)',
			async (postOverExisting) => {
				at.sandbox.switches.postOverExisting = postOverExisting;
				at.sandbox.seedConfig(provider.id, otherAccount);
				at.fault({ method: 'GET', status: 404, body: { detail: 'Not found.' } });
				await succeed(at.run('upsert', mapped));
				expect(at.methods()).toEqual(['GET', 'POST', 'GET', 'PATCH']);
				expect(at.stored()).toMatchObject({ ...account, [MAPPING]: { From: 'user.phone' } });
			},
		);

		it('another execution deletes it in between', async () => {
			const there = { [provider.publicField]: account[provider.publicField] };
			at.fault({ method: 'GET', status: 200, body: there });
			await succeed(at.run('upsert', mapped));
			expect(at.methods()).toEqual(['GET', 'PATCH', 'POST']);
			expect(at.stored()).toMatchObject(account);
		});

		it.each<[string, object, object]>([
			['lost', { reset: 'before' }, {}],
			['cut', { truncated: true }, {}],
			['a 500', { status: 500 }, {}],
			['too late', { never: true }, { timeout: 2 }],
		])('its own creation worked, but the answer was %s', async (_, fault, limit) => {
			at.fault({ method: 'POST', applyFirst: true, ...fault });
			const options = { ...ONE_TRY, ...limit };
			await succeed(at.run('upsert', { ...mapped, options }));
			expect(at.methods()).toEqual(['GET', 'POST', 'GET', 'PATCH']);
			expect(at.stored()).toMatchObject({ ...account, [MAPPING]: { From: 'user.phone' } });
		});

		it('its own creation did not work', async () => {
			at.fault({ method: 'POST', status: 500 });
			const { error } = await at.run('upsert', mapped);
			expect(error?.message).toBe('Ultravox cannot answer at the moment (status 500)');
			expect(at.methods()).toEqual(['GET', 'POST', 'GET']);
		});

		it('gives up where others keep creating and deleting it', async () => {
			const there = { [provider.publicField]: 'x' };
			at.fault({ method: 'GET', status: 200, body: there, times: 99 });
			at.fault({ method: 'POST', status: 409, body: { detail: 'There is one.' }, times: 99 });
			const { error } = await at.run('upsert');
			expect(error).toBeDefined();
			expect(at.sandbox.requests.length).toBeLessThan(10);
		});

		it('a refused value is told as it is', async () => {
			at.fault({ method: 'POST', status: 400, body: { [MAPPING]: { From: ['Not now.'] } } });
			const { error } = await at.run('upsert', mapped);
			expect(error?.message).toBe('Request Context Mapping › From: Not now.');
			expect(at.stored()).toBeNull();
		});

		it('does not hand the account to a web page that says 404', async () => {
			at.fault({ method: 'GET', status: 404, body: '<!DOCTYPE html><html>Nothing here</html>' });
			const { error } = await at.run('upsert', mapped);
			expect(error?.message).toContain('is not an answer of the Ultravox API');
			expect(error?.description).toContain('Base URL');
			expect(at.methods()).toEqual(['GET']);
		});
	});
});
