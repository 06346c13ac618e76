import fastify from 'fastify';
import type { IDataObject } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import type { Fault } from '../../../sandbox';
import { bench, until, withSandbox } from './bench';
import { PROVIDERS } from './providers';

jest.setTimeout(60_000);

const ALL = 'callCreationAllowAllAgents';
const UPDATE = { agentAccess: 'all' };
const MAPPED = {
	mappingMode: 'replace',
	specifyMapping: 'json',
	requestContextMappingJson: '={{ $json }}',
};
const UNKNOWN_OUTCOME = /^It is not known whether the change was made, so look it up first\. /;

describe.each(PROVIDERS)('What the service answers to $label', (provider) => {
	const at = bench(provider);
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
			options: { timeout: 1, maxRetries: 3 },
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

// What follows happens in the transport, which is one for all providers.
describe('The way to the service', () => {
	const [provider] = PROVIDERS;
	const at = bench(provider);
	beforeEach(() => at.sandbox.seedConfig(provider.id));
	const tries = (maxRetries: number) => ({ options: { timeout: 1, maxRetries } });
	const lost = /^The connection to 127\.0\.0\.1:\d+ was lost before the answer was complete/;
	const late = /^Ultravox did not answer within 1 second/;

	/** name, fault, message */
	const transient: Array<[string, Fault, RegExp]> = [
		['a reset before the answer', { reset: 'before' }, lost],
		['a reset in the middle', { reset: 'middle' }, lost],
		['a truncated answer', { truncated: true }, lost],
		['no answer', { never: true }, late],
		['an answer after the time limit', { status: 200, body: {}, delayMs: 2500 }, late],
		['500', { status: 500 }, /^Ultravox cannot answer at the moment \(status 500\)/],
		['504', { status: 504 }, /^Ultravox cannot answer at the moment \(status 504\)/],
		['503', { status: 503 }, /^Ultravox cannot answer at the moment \(status 503\)/],
	];

	it.each(transient)('%s: an update is sent again, and works', async (_, fault) => {
		at.fault(fault);
		const { status, json } = await at.run('update', { ...UPDATE, ...tries(1) });
		expect(status).toBe('success');
		expect(json[0]).toMatchObject({ [ALL]: true });
		expect(at.methods()).toEqual(['PATCH', 'PATCH']);
	});

	it.each(transient)('%s: gives up in the end, and says what to do', async (_, fault, message) => {
		at.fault({ ...fault, times: 9 });
		const { error } = await at.run('update', { ...UPDATE, ...tries(1) });
		expect(error?.message).toMatch(message);
		expect(error?.message).toMatch(/, after 2 tries$/);
		expect(error?.description).toMatch(UNKNOWN_OUTCOME);
		expect(at.methods()).toEqual(['PATCH', 'PATCH']);
	});

	it.each(transient)('%s: a creation is sent once', async (_, fault) => {
		at.sandbox.state.configs.twilio = null;
		at.fault({ ...fault, times: 9 });
		const { error } = await at.run('create', tries(3));
		expect(error?.description).toMatch(UNKNOWN_OUTCOME);
		expect(at.methods()).toEqual(['POST']);
	});

	it('a lost reading changes nothing, and does not say it might', async () => {
		at.fault({ reset: 'before' });
		const { error } = await at.run('get');
		expect(error?.description).toBe('Try again later.');
	});

	it.each([
		[400, { [ALL]: ['No.'] }],
		[401, {}],
		[402, {}],
		[403, {}],
		[404, {}],
		[409, {}],
		[422, {}],
	])('%d is not sent again', async (status, body) => {
		at.fault({ status, body, headers: { 'retry-after': '1' }, times: 9 });
		await at.run('update', { agentAccess: 'listed', ...tries(3) });
		expect(at.methods()).toEqual(['PATCH']);
	});

	const nextSecond = () => new Date(Date.now() + 1000).toUTCString();
	it.each<[string, number, () => string | undefined]>([
		['429 with seconds', 429, () => '1'],
		['429 with a date', 429, nextSecond],
		['429 with a date that has passed', 429, () => 'Mon, 01 Jan 2024 00:00:00 GMT'],
		['429 with nonsense', 429, () => 'soon'],
		['429 without', 429, () => undefined],
		['503 with seconds', 503, () => '1'],
		['503 with a date', 503, nextSecond],
	])('%s is waited for', async (_, status, header) => {
		const value = header();
		at.fault({ status, ...(value === undefined ? {} : { headers: { 'retry-after': value } }) });
		const { json } = await at.run('update', { ...UPDATE, ...tries(1) });
		expect(json[0]).toMatchObject({ [ALL]: true });
		expect(at.methods()).toEqual(['PATCH', 'PATCH']);
		if (value === '1') {
			const [first, second] = at.sandbox.requests;
			expect(second.at - first.at).toBeGreaterThanOrEqual(900);
		}
	});

	it.each([429, 503])('%d with a wish is waited for by a creation, too', async (status) => {
		at.sandbox.state.configs.twilio = null;
		at.fault({ status, headers: { 'retry-after': '1' } });
		expect((await at.run('create', tries(1))).status).toBe('success');
		expect(at.methods()).toEqual(['POST', 'POST']);
	});

	it('a wish for more than two minutes is passed on to the user', async () => {
		at.fault({ status: 429, headers: { 'retry-after': '3600' }, times: 9 });
		const { error } = await at.run('update', { ...UPDATE, ...tries(3) });
		expect(error?.description).toContain('Wait 3600 seconds');
		expect(at.methods()).toEqual(['PATCH']);
	});

	it.each([
		['stalls', 0],
		['drips', 100],
	])('an answer that begins and %s is given up', async (_, everyMs) => {
		const server = fastify({ forceCloseConnections: true });
		let asked = 0;
		server.get(at.path, async (_request, reply) => {
			const { raw } = reply;
			asked += 1;
			reply.hijack();
			raw.writeHead(200, { 'content-type': 'application/json', 'content-length': 5000 });
			raw.write('{"accountSid":');
			while (everyMs > 0 && !raw.destroyed) {
				raw.write(' ');
				await sleep(everyMs);
			}
		});
		const baseUrl = await server.listen({ host: '127.0.0.1', port: 0 });
		const { error } = await at
			.run('get', tries(1), {
				credentials: { ultravoxApi: { apiKey: at.sandbox.apiKey, baseUrl } },
			})
			.finally(async () => await server.close());
		expect(error?.message).toMatch(late);
		expect(asked).toBe(2);
	});

	it('a slow answer within the limit is waited for', async () => {
		at.fault({ delayMs: 700 });
		const { status } = await at.run('update', { ...UPDATE, options: { timeout: 5 } });
		expect(status).toBe('success');
		expect(at.methods()).toEqual(['PATCH']);
	});

	it.each([301, 302, 303, 307, 308])(
		'%d is not followed, to another origin least',
		async (code) => {
			await withSandbox(async (other) => {
				for (const location of [`${other.url}${at.path}`, '/api/elsewhere']) {
					at.sandbox.requests.length = 0;
					at.fault({ status: code, headers: { location } });
					const { error } = await at.run('update', { ...UPDATE, ...tries(2) });
					expect(error?.message).toMatch(/^127\.0\.0\.1:\d+ answered with a redirect/);
					expect(error?.description).toContain('Base URL');
					expect(at.sandbox.requests).toHaveLength(1);
				}
				expect(other.requests).toEqual([]);
			});
		},
	);

	it('nothing listens', async () => {
		const baseUrl = await withSandbox(async ({ url }) => url);
		const { error } = await at.run(
			'update',
			{ ...UPDATE, ...tries(1) },
			{ credentials: { ultravoxApi: { apiKey: at.sandbox.apiKey, baseUrl } } },
		);
		expect(error).toMatchObject({
			message: `Nothing answers at ${new URL(baseUrl).host}, after 2 tries`,
			description: expect.stringContaining('Check the Base URL'),
			context: { itemIndex: 0 },
		});
	});

	it('https where only http is spoken', async () => {
		const baseUrl = at.sandbox.url.replace('http:', 'https:');
		const { error } = await at.run('update', UPDATE, {
			credentials: { ultravoxApi: { apiKey: at.sandbox.apiKey, baseUrl } },
		});
		expect(error?.description).toContain('Base URL');
		expect(at.sandbox.requests).toEqual([]);
	});

	it('a host that does not exist', async () => {
		const { error } = await at.run('get', tries(0), {
			credentials: {
				ultravoxApi: { apiKey: at.sandbox.apiKey, baseUrl: 'https://no-such-host.invalid' },
			},
		});
		expect(error?.message).toMatch(/no-such-host\.invalid/);
		expect(error?.description).toContain('Base URL');
	});

	describe('a stopped execution', () => {
		const stopWhen = async (
			isSo: () => boolean,
			parameters: IDataObject,
			items?: IDataObject[],
		) => {
			const stop = new AbortController();
			const running = at.run(
				'update',
				{ ...UPDATE, ...parameters },
				{
					signal: stop.signal,
					onError: 'continueRegularOutput',
					...(items ? { items } : {}),
				},
			);
			await until(isSo);
			stop.abort();
			const { status } = await running;
			return status;
		};

		it('does not send again after a wish to wait', async () => {
			at.fault({ status: 429, headers: { 'retry-after': '1' }, times: 99 });
			const options = { timeout: 5, maxRetries: 5 };
			const status = await stopWhen(() => at.sandbox.requests.length > 0, { options });
			expect(status).toBe('canceled');
			await sleep(2500);
			expect(at.methods()).toEqual(['PATCH']);
		});

		it('does not wait for an answer that is under way', async () => {
			at.fault({ never: true, times: 99 });
			const options = { timeout: 600, maxRetries: 5 };
			expect(await stopWhen(() => at.sandbox.requests.length > 0, { options })).toBe('canceled');
			await sleep(1500);
			expect(at.methods()).toEqual(['PATCH']);
			expect(at.sandbox.traffic.open).toBe(0);
		});

		it('leaves the items that are not done yet', async () => {
			const items = Array.from({ length: 500 }, (_, n) => ({ From: `user.item${n}` }));
			const status = await stopWhen(() => at.sandbox.requests.length >= 3, MAPPED, items);
			expect(status).toBe('canceled');
			const sent = at.sandbox.requests.length;
			expect(sent).toBeLessThan(500);
			await sleep(500);
			expect(at.sandbox.requests.length).toBeLessThanOrEqual(sent + 1);
		});
	});
});
