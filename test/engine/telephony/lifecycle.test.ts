import { bench, hidden } from './bench';
import { PROVIDERS } from './providers';

jest.setTimeout(60_000);

const ALL = 'callCreationAllowAllAgents';
const LIST = 'callCreationAllowedAgentIds';
const MAPPING = 'requestContextMapping';
const ITEMS = [{ a: 1 }, { a: 1 }, { a: 1 }];

describe.each(PROVIDERS)('$label telephony config', (provider) => {
	const at = bench(provider);
	const { account, otherAccount, label } = provider;
	const wholeAccount = hidden(provider, account);
	const mapping = { mappings: [{ requestField: 'From', contextField: 'user.phone' }] };
	const additionalFields = { [MAPPING]: mapping };
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
			expectNotConfigured((await at.update({ [ALL]: true })).error);
			expect(at.methods()).toEqual(['PATCH']);
		});

		it('Update with agents to add says so and writes nothing', async () => {
			expectNotConfigured((await at.update({ addAllowedAgentIds: at.agentIds() })).error);
			expect(at.methods()).toEqual(['GET']);
		});

		it('Delete says so', async () => {
			expectNotConfigured((await at.run('delete')).error);
			expect(at.methods()).toEqual(['DELETE']);
		});

		it('Create or Update creates it', async () => {
			const { json } = await at.run('upsert', { additionalFields });
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
				additionalFields: { ...additionalFields, [LIST]: [a, b], [ALL]: false },
			});
			expect(at.sent()).toEqual([['POST', { ...body, [LIST]: [a, b], [ALL]: false }]]);
			expect(items[0].pairedItem).toEqual({ item: 0 });
			expect(items[0].json).toMatchObject({ [LIST]: [a, b] });
			expect(at.stored()).toMatchObject(account);
		});

		it('sends the account alone', async () => {
			await at.run('create', { accountSource: 'manual', ...otherAccount });
			expect(at.sent()).toEqual([['POST', hidden(provider, otherAccount)]]);
			expect(at.stored()).toMatchObject(otherAccount);
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

		it('refuses allow-all with a list', async () => {
			const { error } = await at.run('create', {
				additionalFields: { [ALL]: true, [LIST]: at.agentIds() },
			});
			expect(error?.message).toMatch(/^Allow All Agents: /);
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
			const { json } = await at.run('upsert', { additionalFields });
			expect(at.sent()).toEqual([
				['GET', undefined],
				['PATCH', body],
			]);
			expect(at.stored()).toMatchObject(account);
			expect(json[0]).toMatchObject({ [MAPPING]: { From: 'user.phone' } });
		});

		it('looks once for all items, and writes them in order', async () => {
			const fields = {
				[MAPPING]: { mappings: [{ requestField: 'From', contextField: '={{ $json.to }}' }] },
			};
			const items = ['a', 'b', 'b', 'c'].map((to) => ({ to }));
			const result = await at.run('upsert', { additionalFields: fields }, { items });
			expect(at.methods()).toEqual(['GET', 'POST', 'PATCH', 'PATCH']);
			expect(at.stored()).toMatchObject({ [MAPPING]: { From: 'c' } });
			expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(
				[0, 1, 2, 3].map((item) => ({ item })),
			);
		});

		it('leaves the account where its fields are empty', async () => {
			at.sandbox.seedConfig(provider.id, otherAccount);
			await at.run('upsert', { accountSource: 'manual', additionalFields });
			expect(at.sent()[1]).toEqual(['PATCH', { [MAPPING]: { From: 'user.phone' } }]);
		});

		it('answers with what is stored where there is nothing to change', async () => {
			at.sandbox.seedConfig(provider.id, otherAccount);
			const { json } = await at.run('upsert', { accountSource: 'manual' });
			expect(json[0]).toMatchObject({
				[provider.publicField]: otherAccount[provider.publicField],
			});
			expect(new Set(at.methods())).toEqual(new Set(['GET']));
		});

		it('needs the whole account where there is none yet', async () => {
			const { error } = await at.run('upsert', { accountSource: 'manual', additionalFields });
			expect(error?.description).toBe('A new configuration needs the whole account.');
			expect(at.methods()).toEqual(['GET']);
		});

		it('clears the list for allow-all, as Update does', async () => {
			at.sandbox.seedConfig(provider.id, { [LIST]: at.agentIds() });
			await at.run('upsert', { additionalFields: { [ALL]: true } });
			expect(at.methods()).toEqual(['GET', 'PATCH', 'PATCH']);
			expect(at.stored()).toMatchObject({ ...account, [ALL]: true, [LIST]: [] });
		});

		it.each(['409', '400'] as const)(
			'another execution creates it in between (%s)',
			async (postOverExisting) => {
				at.sandbox.switches.postOverExisting = postOverExisting;
				at.sandbox.seedConfig(provider.id, otherAccount);
				at.fault({ method: 'GET', status: 404, body: { detail: 'Not found.' } });
				const { status } = await at.run('upsert', { additionalFields });
				expect(status).toBe('success');
				expect(at.methods()).toEqual(['GET', 'POST', 'GET', 'PATCH']);
				expect(at.stored()).toMatchObject({ ...account, [MAPPING]: { From: 'user.phone' } });
			},
		);

		it('another execution deletes it in between', async () => {
			const there = { [provider.publicField]: account[provider.publicField] };
			at.fault({ method: 'GET', status: 200, body: there });
			const { status } = await at.run('upsert', { additionalFields });
			expect(status).toBe('success');
			expect(at.methods()).toEqual(['GET', 'PATCH', 'POST']);
			expect(at.stored()).toMatchObject(account);
		});

		it.each<[string, object]>([
			['lost', { reset: 'before' }],
			['cut', { truncated: true }],
			['a 500', { status: 500 }],
			['too late', { never: true }],
		])('its own creation worked, but the answer was %s', async (_, fault) => {
			at.fault({ method: 'POST', applyFirst: true, ...fault });
			const { status } = await at.run('upsert', { additionalFields });
			expect(status).toBe('success');
			expect(at.methods()).toEqual(['GET', 'POST', 'GET', 'PATCH']);
			expect(at.stored()).toMatchObject({ ...account, [MAPPING]: { From: 'user.phone' } });
		});

		it('its own creation did not work', async () => {
			at.fault({ method: 'POST', status: 500 });
			const { error } = await at.run('upsert', { additionalFields });
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
			const { error } = await at.run('upsert', { additionalFields });
			expect(error?.message).toBe('Request Context Mapping › From: Not now.');
			expect(at.stored()).toBeNull();
		});

		it('does not hand the account to a web page that says 404', async () => {
			at.fault({ method: 'GET', status: 404, body: '<!DOCTYPE html><html>Nothing here</html>' });
			const { error } = await at.run('upsert', { additionalFields });
			expect(error?.message).toContain('is not an answer of the Ultravox API');
			expect(error?.description).toContain('Base URL');
			expect(at.methods()).toEqual(['GET']);
		});
	});
});
