import type { Fault } from '../../../sandbox';
import { telephonyFixture } from './fixture';
import { PROVIDERS } from './providers';

const ALL = 'callCreationAllowAllAgents';
const UPDATE = { agentAccess: 'all' };
const MAPPED = {
	mappingMode: 'replace',
	specifyMapping: 'json',
	requestContextMappingJson: '={{ $json }}',
};

describe.each(PROVIDERS)('What the service answers to $label', (provider) => {
	const at = telephonyFixture(provider);
	beforeEach(() => at.sandbox.seedConfig(provider.id));

	/** name, status, body, message, text in the description */
	const answers: Array<[string, number, unknown, string, string]> = [
		['a field', 400, { [ALL]: ['Not today.'] }, 'Who May Take Calls: Not today.', 'Change it'],
		[
			'an account field',
			400,
			{ [provider.secretFields[0]]: ['Too short.'] },
			`${provider.secretLabel}: Too short.`,
			'Change it',
		],
		[
			'an entry of a list',
			400,
			{ requestContextMapping: [{}, { From: ['No.'] }] },
			'Request Context Mapping (entry 2) › From: No.',
			'status 400',
		],
		['detail', 400, { detail: 'Not today.' }, 'Not today.', 'Check the values'],
		['the whole', 400, { non_field_errors: ['Not today.'] }, 'Not today.', 'Check the values'],
		['a bare list', 400, ['Not today.'], 'Not today.', 'Check the values'],
		['bare text', 400, 'Not today.', 'Not today.', 'Check the values'],
		[
			'a web page',
			400,
			'<html><body>Bad</body></html>',
			'Ultravox refused the request without saying why (status 400)',
			'documentation',
		],
		['nothing', 400, '', 'Ultravox refused the request without saying why (status 400)', 'docu'],
		['401', 401, { detail: 'Invalid.' }, 'Ultravox did not accept the API key', 'credential'],
		['402', 402, { detail: 'Pay.' }, 'The Ultravox account cannot be billed', 'says: Pay.'],
		['403', 403, { detail: 'Plan.' }, 'The API key is not allowed to do this', 'says: Plan.'],
		[
			'404',
			404,
			{ detail: 'Not found.' },
			`This Ultravox account has no ${provider.label} configuration yet`,
			'"Create or Update"',
		],
		['409', 409, { detail: 'Busy with it.' }, 'Busy with it.', 'status 409'],
		['422', 422, { detail: 'Cannot.' }, 'Cannot.', 'status 422'],
		['429', 429, { detail: 'Slow.' }, 'Ultravox asks for fewer requests', 'says: Slow.'],
		['500', 500, '', 'Ultravox cannot answer at the moment (status 500)', 'look it up first'],
		[
			'a web page with 502',
			502,
			'<html>Bad gateway</html>',
			'Ultravox cannot answer at the moment (status 502)',
			'look it up first',
		],
		['503', 503, { detail: 'Full.' }, 'Ultravox cannot answer at the moment (status 503)', 'Full.'],
	];

	it.each(answers)('%s', async (_, status, body, message, advice) => {
		at.fault({ status, body, times: 9 });
		const { error, items, stored } = await at.run('update', UPDATE);
		expect(error).toMatchObject({
			name: 'NodeApiError',
			message,
			httpCode: String(status),
			context: { itemIndex: 0 },
			node: { name: 'Ultravox' },
		});
		expect(error?.description).toContain(advice);
		expect(items).toEqual([]);
		expect(stored).not.toContain('<html>');
		expect(at.methods()).toEqual(['PATCH', ...at.methods().slice(1)]);
	});

	it.each(answers)('%s, on the error output', async (_, status, body, message, advice) => {
		at.fault({ status, body, times: 9 });
		const items = [{ n: 1 }];
		const { errorItems, status: ended } = await at.run('update', UPDATE, {
			items,
			onError: 'continueErrorOutput',
		});
		expect(ended).toBe('success');
		expect(errorItems).toHaveLength(1);
		expect(errorItems[0].pairedItem).toEqual({ item: 0 });
		const text = String(errorItems[0].json.error);
		expect(text).toContain(message.replace(/\.$/, ''));
		expect(text).toContain(advice);
	});

	it.each<[string, Fault, RegExp]>([
		['no body', { status: 200, body: '' }, /^Ultravox answered without the data that is due$/],
		['204', { status: 204 }, /^Ultravox answered without the data that is due$/],
		[
			'a web page',
			{ status: 200, body: '<html>Welcome</html>' },
			/^What 127\.0\.0\.1:\d+ answered/,
		],
		['text', { status: 200, body: 'OK', contentType: 'text/plain' }, /^What 127.+ answered/],
		['something else', { status: 200, body: { id: 5 } }, /^What 127.+ answered/],
		['a list', { status: 200, body: [] }, /^What 127.+ answered/],
		['null', { status: 200, body: 'null' }, /^What 127.+ answered/],
		['broken JSON', { malformed: true }, /^What 127.+ answered/],
	])('a success with %s is none', async (_, fault, message) => {
		at.fault(fault);
		const { error, items } = await at.run('update', {
			...UPDATE,
			options: { maxRetries: 3 },
		});
		expect(error?.message).toMatch(message);
		expect(error?.description).toMatch(/look.* up/i);
		expect(error?.context?.itemIndex).toBe(0);
		expect(items).toEqual([]);
		expect(at.sandbox.requests).toHaveLength(1);
	});

	it('a deletion that a web page answers is none', async () => {
		at.fault({ method: 'DELETE', status: 200, body: '<html>Welcome</html>' });
		const { error } = await at.run('delete');
		expect(error?.message).toContain('is not an answer of the Ultravox API');
	});

	it('JSON that is not announced as such is read all the same', async () => {
		const body = { [provider.publicField]: 'x', [ALL]: true };
		at.fault({ status: 200, body: JSON.stringify(body), contentType: 'text/plain' });
		expect((await at.run('update', UPDATE)).json).toEqual([body]);
	});

	it('one item’s answer does not touch the others', async () => {
		at.fault({ method: 'PATCH', status: 402, after: 1 });
		const fields = MAPPED;
		const items = ['a', 'b', 'c'].map((From) => ({ From }));
		const { items: output } = await at.run('update', fields, {
			items,
			onError: 'continueRegularOutput',
		});
		expect(output.map(({ json }) => json.requestContextMapping ?? 'not done')).toEqual([
			{ From: 'a' },
			'not done',
			{ From: 'c' },
		]);
		expect(output[1].json.error).toMatch(/^Row 2: The Ultravox account cannot be billed\. /);
	});

	it('without Continue On Fail the run stops at the item', async () => {
		at.fault({ method: 'PATCH', status: 402, after: 1 });
		const fields = MAPPED;
		const items = ['a', 'b', 'c'].map((From) => ({ From }));
		const { error } = await at.run('update', fields, { items });
		expect(error?.message).toMatch(/^Row 2: The Ultravox account cannot be billed/);
		expect(at.sandbox.requests).toHaveLength(2);
	});
});
