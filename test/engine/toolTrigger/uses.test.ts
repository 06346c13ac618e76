import type { IDataObject, INodeParameters } from 'n8n-workflow';
import tellLater from '../../../examples/answer-now-tell-later.json';
import book from '../../../examples/book-an-appointment.json';
import lookUp from '../../../examples/tool-look-up-order.json';
import type { Sandbox } from '../../../sandbox';
import { useSandbox } from '../../support/account';
import type { WebhookHarness } from '../../support/harness/webhook';
import { anotherProcess, ownTools, secretOf, toolTriggers } from './support';

jest.setTimeout(60_000);

const account = useSandbox();
const trigger = toolTriggers(account);
let sandbox: Sandbox;
let count = 0;

beforeEach(() => {
	({ sandbox } = account);
});

/** Each under a name of its own, as one process remembers what it has found out for each. */
const named = () => ({ nodeName: `Trigger ${++count}` });

async function published(parameters: INodeParameters = {}) {
	const harness = trigger(parameters, named());
	await harness.activate();
	return harness;
}

const GIVEN = { orderNumber: 'A12' };

const use = async (
	harness: WebhookHarness,
	body: unknown = GIVEN,
	secret = secretOf(ownTools(account)[0]),
) =>
	await harness.deliver({
		headers: { 'X-N8N-Tool-Secret': secret, 'X-Ultravox-Call-Id': 'the-call' },
		body: typeof body === 'string' ? body : JSON.stringify(body),
	});

/** Uses the tool, and lets n8n answer. */
async function answered(harness: WebhookHarness, status: number, body: unknown) {
	const { n8nAnswers } = await use(harness);
	const answer = n8nAnswers?.(status, body);
	return { ...answer, reaction: answer?.headers['x-ultravox-agent-reaction'] };
}

describe('what the workflow starts with', () => {
	it('is the tool, the declared parameters and the call', async () => {
		const harness = await published();
		const body = { ...GIVEN, quantity: null, stranger: 'x', n8n: { agents: [] } };
		const { items, n8nAnswers } = await use(harness, body);
		n8nAnswers?.(200, {});
		expect(items).toEqual([
			{ json: { tool: 'lookUpOrder', parameters: GIVEN, call: { callId: 'the-call' } } },
		]);
	});

	it.each([lookUp, book, tellLater])('is what the example "$name" has pinned', async (example) => {
		const [{ parameters }] = example.nodes.filter(({ type }) => type.endsWith('ToolTrigger'));
		const harness = await published(parameters as unknown as INodeParameters);
		const [[{ json }]] = Object.values(example.pinData);
		const { items, n8nAnswers } = await use(harness, json.parameters);
		n8nAnswers?.(200, {});
		const answerBy = parameters.responseMode === 'responseNode' && expect.any(String);
		expect(items).toEqual([
			{ json: { ...json, call: { callId: 'the-call' }, ...(answerBy && { answerBy }) } },
		]);
	});

	it('has what is asked for of the call, untouched', async () => {
		const harness = await published({
			options: { includeMetadata: true, includeState: true, includeConversation: true },
		});
		const conversation = [{ role: 'MESSAGE_ROLE_USER', text: 'Hello' }];
		const { items, n8nAnswers } = await use(harness, {
			...GIVEN,
			n8nCallMetadata: { customer: '4711' },
			n8nConversation: conversation,
		});
		n8nAnswers?.(200, {});
		expect(items[0].json.call).toEqual({
			callId: 'the-call',
			metadata: { customer: '4711' },
			state: null,
			conversation,
		});
	});
});

describe('until when Tool: Respond may answer', () => {
	it.each([0.1, 2, 40])('stands in the output, within the limit of %d seconds', async (timeout) => {
		const harness = await published({ responseMode: 'responseNode', options: { timeout } });
		const before = Date.now();
		const { items, n8nAnswers } = await use(harness);
		const after = Date.now();
		n8nAnswers?.(200, {});
		const until = Date.parse(String(items[0].json.answerBy));
		expect(until).toBeGreaterThan(before + timeout * 800);
		expect(until).toBeLessThan(after + timeout * 1000);
	});
});

describe('arguments of the model', () => {
	const DECLARED: INodeParameters = {
		toolParameters: {
			values: [
				{ name: 'text', type: 'string', required: true },
				{ name: 'size', type: 'choice', choices: 'S, M', required: false },
				{ name: 'list', type: 'list', required: false },
				{ name: 'number', type: 'number', required: false },
				{ name: 'whole', type: 'integer', required: false },
				{ name: 'flag', type: 'boolean', required: false },
			],
		},
		toolParametersJson: JSON.stringify({
			properties: {
				place: {
					type: 'object',
					properties: {
						zip: { type: 'string', minLength: 5 },
						city: { type: 'string' },
						floor: { type: ['integer', 'null'] },
					},
					required: ['zip'],
				},
				age: { type: 'integer', minimum: 18, maximum: 120 },
				price: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 100 },
				numbers: { type: 'array', items: { type: 'integer' } },
				one: { type: 'string', enum: Array.from({ length: 2000 }, (_, index) => `c${index}`) },
			},
		}),
	};

	it('are taken as they are where they are as declared', async () => {
		const harness = await published(DECLARED);
		const given = {
			text: '',
			size: 'M',
			list: ['a'],
			number: 1.5,
			whole: 2,
			flag: false,
			place: { zip: '12345', city: null, floor: null },
			age: 18,
			price: 0.01,
		};
		const { items, n8nAnswers } = await use(harness, given);
		n8nAnswers?.(200, {});
		expect(items[0].json.parameters).toEqual(given);
	});

	it.each<[IDataObject | string, string[]]>([
		[{}, ['"text" is missing.']],
		['', ['"text" is missing.']],
		['[]', ['"text" is missing.']],
		[{ text: null }, ['"text" is missing.']],
		[{ text: 5 }, ['"text" has to be text, not 5.']],
		[{ text: 'x', size: 'L' }, ['"size" has to be one of "S", "M", not "L".']],
		[{ text: 'x', list: 'a' }, ['"list" has to be a list, not "a".']],
		[{ text: 'x', list: [1] }, ['Entry 1 of "list" has to be text, not 1.']],
		[{ text: 'x', number: '5' }, ['"number" has to be a number, not "5".']],
		[{ text: 'x', whole: 1.5 }, ['"whole" has to be a whole number, not 1.5.']],
		[{ text: 'x', flag: 'yes' }, ['"flag" has to be true or false, not "yes".']],
		[{ text: 'x', place: {} }, ['"zip" of "place" is missing.']],
		[{ text: 'x', place: { zip: '1' } }, ['"zip" of "place" has to have at least 5 characters.']],
		[{ text: 'x', place: { zip: null } }, ['"zip" of "place" is missing.']],
		[{ text: 'x', place: { zip: '12345', city: 5 } }, ['"city" of "place" has to be text, not 5.']],
		[{ text: 'x', price: 0 }, ['"price" has to be more than 0.']],
		[{ text: 'x', price: 100 }, ['"price" has to be less than 100.']],
		[{ text: 'x', age: 17 }, ['"age" has to be at least 18.']],
		[{ size: 'L', age: 121 }, ['"text" is missing.', '"age" has to be at most 120.']],
	])('%j are refused in words that the model can use, and nothing starts', async (given, says) => {
		const harness = await published(DECLARED);
		const { status, started, body, headers } = await use(harness, given);
		expect({ status, started }).toEqual({ status: 200, started: false });
		for (const sentence of says) expect(body).toContain(sentence);
		expect(body).toMatch(/use the tool again\.$/);
		expect(headers).toMatchObject({
			'content-type': 'text/plain; charset=utf-8',
			'x-ultravox-agent-reaction': 'speaks',
		});
	});

	it('are complained of in few words, however many are wrong', async () => {
		const harness = await published(DECLARED);
		const numbers = Array.from({ length: 20_000 }, () => 'x');
		const many = await use(harness, { text: 'x', numbers, one: 'c2000' });
		expect(many.started).toBe(false);
		expect(many.body).toContain('Entry 3 of "numbers" has to be a whole number, not "x".');
		expect(many.body).toContain('More entries of "numbers" are wrong: 19997.');
		expect(many.body).toContain('"c49" and 1950 more, not "c2000".');
		const long = Array.from({ length: 5 }, () => '90071992547409931').join(', ');
		const { body } = await use(harness, `{"text": "x", "numbers": [${long}]}`);
		expect(body).toContain('More numbers of "numbers" are wrong: 2.');
		expect(String(many.body).length + String(body).length).toBeLessThan(2000);
	});

	it.each([
		[
			'"whole": 90071992547409931',
			'"whole" has to be a number of at most 15 digits, not 90071992547409931.',
		],
		['"whole": -9007199254740993', '"whole" has to be'],
		['"number": 1e400', '"number" has to be a number of at most 15 digits, not 1e400.'],
		[
			'"place": {"zip": "12345", "n": [1, 12345678901234567890]}',
			'Entry 2 of "n" of "place" has to be',
		],
	])(
		'with a number that would start the workflow with another one, %s, are refused',
		async (part, says) => {
			const harness = await published(DECLARED);
			const { status, started, body } = await use(harness, `{"text": "x", ${part}}`);
			expect({ status, started }).toEqual({ status: 200, started: false });
			expect(body).toContain(says);
			expect(body).toMatch(/use the tool again\.$/);
		},
	);

	it.each([
		['"whole": 9007199254740991', { whole: 9007199254740991 }],
		['"whole": 1e3', { whole: 1000 }],
		['"number": 3.14159265358979323846', { number: Math.PI }],
		['"stranger": 90071992547409931', {}],
		['"n8nCallState": {"n": 90071992547409931}', {}],
	])('of other forms of numbers, %s, start it', async (part, given) => {
		const harness = await published(DECLARED);
		const { items, n8nAnswers } = await use(harness, `{"text": "90071992547409931", ${part}}`);
		n8nAnswers?.(200, {});
		expect(items[0].json.parameters).toEqual({ text: '90071992547409931', ...given });
	});
});

describe('the answer', () => {
	const FALLBACK = {
		status: 200,
		body: 'Sorry, that did not work just now. Please try again a little later.',
		reaction: 'speaks',
	};

	it.each<[unknown, string, string]>([
		[{ text: 'Tomorrow' }, 'Tomorrow', 'text/plain; charset=utf-8'],
		[{ anything: '' }, '', 'text/plain; charset=utf-8'],
		[{ days: 2 }, '{"days":2}', 'application/json; charset=utf-8'],
		[{ a: 'b', c: 'd' }, '{"a":"b","c":"d"}', 'application/json; charset=utf-8'],
		[{ error: 'Closed' }, 'Closed', 'text/plain; charset=utf-8'],
		[
			{ error: { message: 'Closed', code: 4 } },
			'{"error":{"message":"Closed","code":4}}',
			'application/json; charset=utf-8',
		],
	])('of the last node, %j, is %j', async (item, body, type) => {
		const harness = await published();
		const answer = await answered(harness, 200, item);
		expect(answer).toMatchObject({ status: 200, body, headers: { 'content-type': type } });
		expect(answer.reaction).toBeUndefined();
	});

	it.each<[string, number, unknown]>([
		['a failure', 500, { message: 'Error in workflow' }],
		['an item without fields', 200, {}],
		['an item whose only field is nothing', 200, { error: undefined }],
		[
			'what a node caught',
			200,
			{ error: { message: 'refused', name: 'Error', stack: 'Error: refused\n    at /srv/n8n' } },
		],
		['what a node caught, as the engine keeps it', 200, { error: new TypeError('refused') }],
		[
			'what a node caught, as it is stored',
			200,
			{ error: { message: 'refused', name: 'NodeApiError', context: {} } },
		],
		['n8n itself', 500, { code: 0, message: 'There was a problem executing the workflow' }],
		[
			'no data',
			200,
			{ message: 'Workflow executed successfully but the last node did not return any data' },
		],
	])('to %s is the sentence of the user', async (_, status, body) => {
		expect(await answered(await published(), status, body)).toMatchObject(FALLBACK);
	});

	it('that is only what the trigger gave is none', async () => {
		const harness = await published();
		const { items, n8nAnswers } = await use(harness);
		expect(n8nAnswers?.(200, items[0].json)).toMatchObject({ body: FALLBACK.body });
		const added = { ...items[0].json, answer: 'Tomorrow' };
		expect(await answered(harness, 200, added)).toMatchObject({ body: JSON.stringify(added) });
	});

	it('that does not come from Tool: Respond is none, where that has to answer', async () => {
		const harness = await published({ responseMode: 'responseNode' });
		expect(await answered(harness, 200, undefined)).toMatchObject(FALLBACK);
	});

	it('is given once; what n8n says afterwards is dropped', async () => {
		const harness = await published();
		const { n8nAnswers } = await use(harness);
		const first = n8nAnswers?.(200, { text: 'first' });
		expect(n8nAnswers?.(500, { text: 'second' })).toMatchObject({ body: first?.body });
	});
});

describe('only this tool gets in', () => {
	it.each(['', 'guessed', '0'.repeat(64), 'F'.repeat(64)])('not with %j', async (secret) => {
		const harness = await published();
		const answer = await use(harness, GIVEN, secret);
		expect(answer).toMatchObject({ status: 401, body: '', started: false, items: [] });
		expect(answer.error).toBeUndefined();
	});

	it('without the static data, and without asking Ultravox', async () => {
		const more = named();
		await trigger({}, more).activate();
		const harness = trigger({}, { ...more, node: await anotherProcess() });
		sandbox.requests.length = 0;
		const { started, n8nAnswers } = await use(harness);
		n8nAnswers?.(200, {});
		expect(started).toBe(true);
		expect(sandbox.requests).toEqual([]);
	});

	it('however much is forged, Ultravox is asked once', async () => {
		const harness = await published();
		sandbox.requests.length = 0;
		for (let index = 0; index < 20; index++) await use(harness, GIVEN, '0'.repeat(64));
		expect(sandbox.requests.length).toBe(1);
	});

	it('also when the credential has got another key of the account', async () => {
		const more = named();
		const before = trigger({}, more);
		await before.activate();
		const credentials = {
			ultravoxApi: { apiKey: sandbox.secondApiKey, baseUrl: sandbox.url },
		};
		const { staticData } = before;
		const node = await anotherProcess();
		const after = trigger({}, { ...more, node, credentials, staticData });
		sandbox.requests.length = 0;
		const { started, n8nAnswers } = await use(after);
		n8nAnswers?.(200, {});
		expect(started).toBe(true);
		expect(sandbox.requests).toHaveLength(1);
		expect((await use(after, GIVEN, '0'.repeat(64))).status).toBe(401);
	});

	it.each([
		[1, 2],
		[1, 3],
		[3, 1],
		[2, 1],
	])('with the old secret as long as that is kept, from version %d to %d', async (from, to) => {
		const more = named();
		await trigger({ options: { secretVersion: from } }, more).activate();
		const old = secretOf(ownTools(account)[0]);
		const kept = trigger({ options: { secretVersion: to } }, more);
		await kept.activate();
		// What is published once more without another version keeps it, too.
		await kept.activate();
		const { started, n8nAnswers } = await use(kept, GIVEN, old);
		n8nAnswers?.(200, {});
		expect(started).toBe(true);
		const options = { secretVersion: to, keepPreviousSecret: false };
		const dropped = trigger({ options }, more);
		await dropped.activate();
		expect((await use(dropped, GIVEN, old)).status).toBe(401);
	});
});
