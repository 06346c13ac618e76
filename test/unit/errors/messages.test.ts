import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';
import { ApiError, type ApiErrorFacts } from '../../../nodes/errors/apiError';
import { errorText, toNodeError } from '../../../nodes/errors/nodeError';
import { describeApiError } from '../../../nodes/errors/messages';
import { InputError } from '../../../nodes/errors/inputError';

const FORBIDDEN = /\b(errors?|problems?|failures?|failed|mistakes?)\b/i;

const NODE: INode = {
	id: '1',
	name: 'Ultravox',
	type: 'n8n-nodes-ultravox.ultravox',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

const labels = {
	callCreationAllowedAgentIds: 'Allowed Agents',
	authToken: 'Auth Token',
	'medium.twilio.to': 'To',
};

const facts = (more: Partial<ApiErrorFacts> = {}): ApiErrorFacts => ({
	kind: 'status',
	method: 'PATCH',
	path: '/api/telephony_configs/twilio',
	host: 'api.ultravox.ai',
	tries: 1,
	...more,
});

const said = (path: string, text: string, status = 400) =>
	describeApiError(facts({ status, messages: [{ path, text }] }), { labels }).message;

describe('fields that the API names', () => {
	test.each([
		['authToken', 'Auth Token: No.'],
		['callCreationAllowedAgentIds', 'Allowed Agents: No.'],
		['callCreationAllowedAgentIds.0', 'Allowed Agents (entry 1): No.'],
		['callCreationAllowedAgentIds.11.id', 'Allowed Agents (entry 12) › id: No.'],
		['medium.twilio.to', 'To: No.'],
		['medium.twilio.from', 'medium › twilio › from: No.'],
		['calls.1.medium', 'calls (entry 2) › medium: No.'],
		['1.medium', '(entry 2) › medium: No.'],
		['constructor', 'constructor: No.'],
		['', 'No.'],
	])('%j reads %j', (path, message) => {
		expect(said(path, 'No.')).toBe(message);
	});

	test('several are all told, and a flood is cut', () => {
		const two = [
			{ path: 'authToken', text: 'A.' },
			{ path: '', text: 'B.' },
		];
		expect(describeApiError(facts({ status: 400, messages: two }), { labels }).message).toBe(
			'Auth Token: A. · B.',
		);
		const many = Array.from({ length: 20 }, () => ({ path: 'x', text: 'y'.repeat(300) }));
		expect(describeApiError(facts({ status: 400, messages: many })).message.length).toBeLessThan(
			600,
		);
	});
});

describe('every way in which a request can go wrong', () => {
	const kinds: Array<Partial<ApiErrorFacts>> = [
		...[400, 401, 402, 403, 404, 405, 409, 413, 415, 422, 425, 429, 500, 502, 503, 504].map(
			(status) => ({ status }),
		),
		{ kind: 'redirect', status: 302 },
		{ kind: 'unexpectedBody', status: 200 },
		{ kind: 'foreignNextPage' },
		{ kind: 'emptyBody', status: 204 },
		{ kind: 'timeout', timeoutMs: 1000 },
		{ kind: 'timeout', timeoutMs: 30_000 },
		{ kind: 'cancelled' },
		...['ENOTFOUND', 'ECONNREFUSED', 'ECONNRESET', 'CERT_HAS_EXPIRED', 'EPROTO'].map((code) => ({
			kind: 'unreachable' as const,
			code,
		})),
	];
	const all = kinds.flatMap((kind) =>
		(['GET', 'POST', 'PATCH', 'DELETE'] as const).flatMap((method) =>
			[1, 4].map((tries) => describeApiError(facts({ ...kind, method, tries }))),
		),
	);

	test('has a message and advice in plain words', () => {
		for (const { message, description } of all) {
			expect(message).not.toMatch(FORBIDDEN);
			expect(description).not.toMatch(FORBIDDEN);
			expect(message).toMatch(/^.{10,}[^.]$/);
			expect(description).toMatch(/^.{10,}\.$/);
			expect(message + description).not.toMatch(/undefined|null|NaN|\[object/);
		}
	});

	test('has a sentence of its own', () => {
		const own = [401, 402, 403, 404, 429, 500].map((status) => describeApiError(facts({ status })));
		const unreachable = ['ENOTFOUND', 'ECONNREFUSED', 'ECONNRESET', 'CERT_HAS_EXPIRED'].map(
			(code) => describeApiError(facts({ kind: 'unreachable', code })),
		);
		const others = (
			['redirect', 'unexpectedBody', 'emptyBody', 'timeout', 'cancelled'] as const
		).map((kind) => describeApiError(facts({ kind })));
		const messages = [...own, ...unreachable, ...others].map(({ message }) => message);
		expect(new Set(messages).size).toBe(messages.length);
	});

	test('a lost change has to be looked up, a lost reading only repeated', () => {
		for (const kind of ['timeout', 'unreachable', 'unexpectedBody', 'emptyBody'] as const) {
			const about = (method: 'GET' | 'PATCH') =>
				describeApiError(facts({ kind, method })).description.toLowerCase();
			expect(about('PATCH')).toMatch(/look (it )?up/);
			expect(about('GET')).not.toMatch(/look (it )?up|change was/);
		}
	});

	test('tells how often it was tried and how long to wait', () => {
		const worded = describeApiError(facts({ status: 429, tries: 4, retryAfterSeconds: 90 }));
		expect(worded.message).toContain('after 4 tries');
		expect(worded.description).toContain('Wait 90 seconds');
	});

	test('keeps what the API said, with whatever status', () => {
		for (const status of [402, 403, 404, 409, 422, 429, 500, 503]) {
			const { message, description } = describeApiError(
				facts({ status, messages: [{ path: 'authToken', text: 'Very own words.' }] }),
				{ labels },
			);
			expect(message + description).toContain('Auth Token: Very own words.');
		}
	});

	test('an operation’s own sentence goes first', () => {
		const wording = { 409: { message: 'There is one already', description: 'Use Update.' } };
		expect(describeApiError(facts({ status: 409 }), { wording })).toEqual(wording[409]);
	});
});

describe('the error that n8n shows', () => {
	test('an answer of the API becomes a NodeApiError with item and status', () => {
		const messages = [{ path: 'authToken', text: 'Too short.' }];
		const failure = new ApiError(facts({ status: 400, messages }));
		const error = toNodeError(NODE, failure, 3, { labels });
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({
			message: 'Auth Token: Too short.',
			httpCode: '400',
			context: { itemIndex: 3 },
		});
		expect(errorText(error, 3)).toBe(
			'Row 4: Auth Token: Too short. Ultravox refused this value (status 400). Change it and run the step again.',
		);
	});

	test('a refusal becomes a NodeOperationError', () => {
		const error = toNodeError(NODE, new InputError('Limit: 0 is too few', 'Enter more.'), 0);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({ description: 'Enter more.', context: { itemIndex: 0 } });
		expect(errorText(error)).toBe('Limit: 0 is too few. Enter more.');
	});

	test('one of n8n’s own stays itself and gets the item', () => {
		const own = new NodeOperationError(NODE, 'Node does not have any credentials set');
		expect(toNodeError(NODE, own, 2)).toBe(own);
		expect(own.context.itemIndex).toBe(2);
	});

	test('anything else still has a message', () => {
		expect(errorText(toNodeError(NODE, new TypeError('x is not y'), 1), 1)).toMatch(
			/^Row 2: This step stopped unexpectedly \(TypeError\)\. It says: x is not y\. .* with what this step was to do\.$/,
		);
		expect(errorText(toNodeError(NODE, 'Just text', undefined))).toBe('Just text.');
	});

	test('only the wording is stored, nothing of the request', () => {
		const failure = new ApiError(facts({ kind: 'unreachable', code: 'ECONNRESET' }));
		const stored = JSON.stringify(toNodeError(NODE, failure, 0));
		expect(stored).not.toMatch(/headers|X-API-Key|telephony_configs/);
	});
});
