import {
	anything,
	array,
	assert,
	asyncProperty,
	constantFrom,
	dictionary,
	double,
	integer,
	oneof,
	property,
	record,
	string,
	uuid,
	type Arbitrary,
} from 'fast-check';
import { readNumber, readChoice, readRequiredText } from '../../../nodes/fields/readers';
import { CALL_SETTINGS } from '../../../nodes/calls/callSettings/table';
import { readSettings } from '../../../nodes/fields/setting';
import { readMedium } from '../../../nodes/calls/medium';
import { readMetadata } from '../../../nodes/calls/metadata';
import { readAddress } from '../../../nodes/fields/phoneNumbers';
import { toDuration, toSeconds } from '../../../nodes/fields/duration';
import { fieldMessages } from '../../../nodes/client/errorBody';
import { describeApiError } from '../../../nodes/errors/messages';
import { readDateTime } from '../../../nodes/fields/dateTime';
import { readKeyValues } from '../../../nodes/fields/keyValues';
import { readLimit } from '../../../nodes/fields/returnAll';
import { checkId } from '../../../nodes/fields/locators';
import { InputError } from '../../../nodes/errors/inputError';
import { retryAfterMs } from '../../../nodes/client/retry';
import { readAgentIds } from '../../../nodes/telephony/agentIds';
import { readMappingJson, readMappingRows } from '../../../nodes/telephony/mapping';
import { readBoolean, readJsonObject, UUID } from '../../../nodes/fields/values';
import { startSandbox, type Sandbox } from '../../../sandbox';
import { caller, type Call } from '../sandbox/caller';

jest.setTimeout(60_000);

const LABEL = 'The Label';
/** Inputs of each property; all together are more than ten thousand. */
const RUNS = { numRuns: 450 };
const SENT = { numRuns: 80 };

const HUGE = 'x'.repeat(20_000);
const hostile = constantFrom<unknown>(
	...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '', ' ', '.', '..'],
	...['\u0000', '\ud800', '\u202e', '🦊', '${x}', '{{ $json }}', '=1', '<script>', "' OR 1=1 --"],
	...['null', 'undefined', 'NaN', '-1', '1e309', '0x10', '٣', '+', 'sip:', 'sip:@', '[]', '{}'],
	...['{"__proto__": {"a": "b"}}', '{"a": {"a"', '["'.repeat(500), HUGE, `sip:${HUGE}@${HUGE}`],
	...[undefined, null, NaN, Infinity, -0, 1e308, 2 ** 53, true, false, Symbol.iterator, 10n],
	...[[], {}, [[]], () => 1, new Date(NaN), new Date(0), /x/, new Map(), Object.create(null)],
	circular(),
	JSON.parse('{"__proto__": "a", "constructor": "b"}'),
	{ toJSON: null, toString: null },
	{ toString: () => 'x', valueOf: null },
	{ values: null },
	{ mappings: [null, 7] },
	{ values: [{ name: '__proto__', value: 'x' }] },
);
const anyValue: Arbitrary<unknown> = oneof(
	anything({ withBigInt: true, withDate: true, withNullPrototype: true, withMap: true }),
	hostile,
	string(),
);

function circular(): unknown {
	const self: Record<string, unknown> = {};
	self.self = self;
	return self;
}

/** What a reader makes of a value: its answer, or undefined where it refuses in words that a user can read. */
function tried<T>(work: () => T): T | undefined {
	const outcome = outcomeOf(work);
	if ('value' in outcome) return outcome.value;
	const { thrown } = outcome;
	if (!(thrown instanceof InputError)) throw thrown;
	const { message, description = '' } = thrown;
	expect(message).toMatch(/^The Label|^[A-Z][\w ()›]*: /);
	expect(message.length).toBeLessThan(400);
	expect(description).toMatch(/^.{10,500}$/s);
	expect(message).not.toMatch(/\[object|TypeError|is not a function/);
	return undefined;
}

function outcomeOf<T>(work: () => T): { value: T } | { thrown: unknown } {
	try {
		return { value: work() };
	} catch (thrown) {
		return { thrown };
	}
}

function judge<T>(
	values: Arbitrary<unknown>,
	read: (value: unknown) => T,
	isRight: (answer: T, value: unknown) => boolean,
): void {
	assert(
		property(values, (value) => {
			const answer = tried(() => read(value));
			return answer === undefined || isRight(answer, value);
		}),
		RUNS,
	);
}

const fns = (parameters: Record<string, unknown>) => ({
	getNodeParameter: ((name: string, _: number, fallback: unknown) =>
		name in parameters ? parameters[name] : fallback) as Parameters<
		typeof readMedium
	>[0]['getNodeParameter'],
});

describe('whatever is put in, it is read or refused in words', () => {
	it('IDs', () => {
		const values = oneof(
			anyValue,
			uuid(),
			string().map((text) => `https://app/agents/${text}`),
		);
		judge(
			values,
			(value) => checkId(value, LABEL),
			(id) => UUID.test(id),
		);
	});

	it('lists of agents', () => {
		const entry = oneof(uuid(), uuid(), anyValue);
		const texts = array(oneof(uuid(), string())).map((all) => all.join(' , '));
		judge(
			oneof(anyValue, array(entry, { maxLength: 120 }), texts),
			(value) => readAgentIds(value, LABEL),
			(ids) => ids.length <= 100 && new Set(ids).size === ids.length && ids.every(isUuid),
		);
	});

	it('mappings, as rows and as JSON', () => {
		const isMapping = (mapping: Record<string, string>) =>
			Object.entries(mapping).every((pair) =>
				pair.every((path) => /^[^.]+(\.[^.]+)*$/s.test(path)),
			);
		const name = oneof(string(), constantFrom('a', 'a.b', 'a.b.c', 'ultravox', 'ultravox.x', HUGE));
		const row = oneof(record({ requestField: name, contextField: name }), anyValue);
		judge(
			oneof(anyValue, record({ mappings: array(row) })),
			(value) => readMappingRows(value, LABEL),
			isMapping,
		);
		const json = oneof(anyValue, dictionary(name, oneof(name, anyValue)));
		judge(json, (value) => readMappingJson(value, LABEL), isMapping);
		const text = dictionary(name, name).map((pairs) => JSON.stringify(pairs));
		judge(oneof(text, string()), (value) => readMappingJson(value, LABEL), isMapping);
	});

	it('JSON, choices, texts, yes and no', () => {
		const isObject = (value: unknown) => typeof value === 'object' && !Array.isArray(value);
		judge(anyValue, (value) => readJsonObject(value, LABEL), isObject);
		judge(
			anyValue,
			(value) => readChoice('a', 'constructor')(value, LABEL),
			(text) => text.length > 0,
		);
		judge(
			anyValue,
			(value) => readRequiredText(value, LABEL),
			(text) => text.trim() !== '',
		);
		judge(
			anyValue,
			(value) => readBoolean(value, LABEL),
			(flag) => typeof flag === 'boolean',
		);
	});

	it('numbers, limits, durations and times', () => {
		const values = oneof(
			anyValue,
			double(),
			integer(),
			double().map(String),
			integer().map(String),
		);
		judge(
			values,
			(value) => readNumber(1, 9)(value, LABEL),
			(number) => number >= 1 && number <= 9,
		);
		judge(
			values,
			(value) => readLimit(fns({ limit: value }) as Parameters<typeof readLimit>[0], 0),
			(limit) => Number.isInteger(limit) && limit >= 1,
		);
		judge(
			values,
			(value) => toDuration(value, LABEL),
			(text) => /^\d+(\.\d{1,9})?s$/.test(text) && (toSeconds(text) ?? -1) >= 0,
		);
		judge(
			oneof(values, anyValue),
			(value) => readDateTime(value, LABEL, 'Europe/Lisbon'),
			(time) => new Date(time).toISOString() === time,
		);
	});

	it('phone numbers and SIP addresses', () => {
		const digits = string({ unit: constantFrom(...'+0123456789 ()-.'), maxLength: 20 });
		const sip = string({ unit: constantFrom(...'abc1@:;=.+ <>%&'), maxLength: 30 });
		const values = oneof(
			anyValue,
			digits,
			sip.map((text) => `sip:${text}`),
		);
		for (const kind of ['phone', 'sip', 'phoneOrSip'] as const) {
			judge(
				values,
				(value) => readAddress(value, LABEL, kind),
				(text) => /^\+[1-9]\d{6,14}$|^sips?:[^\s@]+@[^\s@]+$/i.test(text),
			);
		}
	});

	it('rows of names and values', () => {
		const name = oneof(string(), hostile);
		const rows = array(oneof(record({ name, value: anyValue }), anyValue));
		const given = oneof(
			record({ metadata: oneof(record({ values: rows }), anyValue) }),
			record({ metadataJson: oneof(dictionary(string(), anyValue), anyValue) }),
		);
		judge(
			given,
			(value) => readKeyValues(value as Record<string, unknown>, 'metadata', LABEL),
			(pairs) => pairs === undefined || Object.getPrototypeOf(pairs) === Object.prototype,
		);
		judge(
			given,
			(value) => readMetadata(value as Record<string, unknown>),
			(pairs) => Object.values(pairs ?? {}).every((text) => typeof text === 'string'),
		);
	});

	it('media with all their options', () => {
		judge(
			mediumParameters,
			(parameters) => readMedium(fns(parameters as Record<string, unknown>), 0),
			(medium) => Object.keys(medium).length === 1,
		);
	});

	it('settings of calls', () => {
		const entries = CALL_SETTINGS.map(({ field: { name } }) => [name, anyValue] as const);
		const given = record(Object.fromEntries(entries), { requiredKeys: [] });
		judge(
			given,
			(value) => readSettings(value as Record<string, unknown>, CALL_SETTINGS),
			(settings) => typeof settings === 'object',
		);
	});

	it('what a service answers', () => {
		judge(
			anyValue,
			(body) => fieldMessages(body),
			(messages) => {
				const { message, description } = describeApiError({
					kind: 'status',
					method: 'PATCH',
					path: '/api/x',
					host: 'api.ultravox.ai',
					status: 400,
					tries: 1,
					messages,
				});
				return message.length > 0 && message.length < 600 && description.length > 9;
			},
		);
		judge(
			oneof(string(), hostile),
			(header) => retryAfterMs(typeof header === 'string' ? header : undefined, Date.now()),
			(ms) => ms === undefined || ms >= 0,
		);
	});
});

const isUuid = (id: string) => UUID.test(id);
const PHONE = '+15551234567';
const SIP = 'sip:ada@carrier.example';
const address = oneof(constantFrom<unknown>(PHONE, ` ${PHONE} `, SIP, `${PHONE}<${SIP}`), anyValue);
const seldom = <T>(good: Arbitrary<T>) => oneof({ weight: 5, arbitrary: good }, anyValue);
const seconds = integer({ min: 1, max: 40_000 }).map((quarters) => quarters / 4);
const sampleRate = integer({ min: 8000, max: 48_000 });
const mediumParameters = record(
	{
		medium: seldom(
			constantFrom('twilio', 'telnyx', 'plivo', 'sip', 'exotel', 'webRtc', 'serverWebSocket'),
		),
		connection: seldom(constantFrom('outgoing', 'joinUrl')),
		to: address,
		from: address,
		mediumOptions: record(
			{
				dtmfText: seldom(string()),
				dtmfUrgency: seldom(constantFrom('URGENCY_SOON', 'URGENCY_LATER')),
				dtmfIgnore: seldom(constantFrom(true, false)),
				username: seldom(string()),
				password: seldom(string()),
				inputSampleRate: seldom(sampleRate.map(String)),
				outputSampleRate: seldom(sampleRate),
				clientBufferSizeMs: seldom(integer({ min: -1, max: 99_999 })),
				mediaIdleTimeout: seldom(seconds),
				additionalParamsJson: seldom(dictionary(string(), string())),
			},
			{ requiredKeys: [] },
		),
	},
	{ requiredKeys: ['medium', 'to', 'from'] },
);

/** How long a name and how high a rate may be is not documented; there the service judges. */
const isUsual = (from: unknown, options: Record<string, unknown>) =>
	(typeof from !== 'string' || from.length < 90) &&
	[options.inputSampleRate, options.outputSampleRate].every(
		(rate) =>
			(typeof rate !== 'number' && typeof rate !== 'string') ||
			(Number(rate) >= 8000 && Number(rate) <= 48_000),
	);

describe('what is accepted, the service accepts', () => {
	let sandbox: Sandbox;
	let call: Call;
	let agentIds: string[];

	beforeAll(async () => {
		sandbox = await startSandbox({ agents: 5 });
		// Nobody paces these requests, as the client does.
		sandbox.switches.requestsPerSecond = null;
		for (const provider of ['twilio', 'telnyx', 'plivo'] as const) sandbox.seedConfig(provider);
		agentIds = [...sandbox.state.agents.keys()];
		call = caller(sandbox);
	});
	afterAll(async () => {
		await sandbox.close();
		expect(sandbox.violations).toEqual([]);
	});

	async function accepted(
		values: Arbitrary<unknown>,
		bodyOf: (value: unknown) => unknown,
		[method, path]: [string, string],
	): Promise<void> {
		let sent = 0;
		await assert(
			asyncProperty(values, async (value) => {
				const body = tried(() => bodyOf(value));
				if (body === undefined) return;
				sent += 1;
				const { status, text } = await call(method, path, body);
				if (status >= 300) throw new Error(`${status}: ${text}`);
			}),
			SENT,
		);
		expect(sent).toBeGreaterThan(10);
	}

	const twilio: [string, string] = ['PATCH', '/api/telephony_configs/twilio'];

	it('mappings', async () => {
		const name = oneof(string(), string(), hostile, constantFrom('a', 'a.b', 'b', 'ultravox.x'));
		await accepted(
			dictionary(string(), name, { maxKeys: 5 }),
			(value) => ({ requestContextMapping: readMappingJson(value, LABEL) }),
			twilio,
		);
	});

	it('lists of agents', async () => {
		const values = array(integer({ min: 0, max: 4 })).map((indexes) =>
			indexes.map((index) => ` ${agentIds[index].toUpperCase()} `).join(','),
		);
		await accepted(
			values,
			(value) => ({ callCreationAllowedAgentIds: readAgentIds(value, LABEL) }),
			twilio,
		);
	});

	it('media', async () => {
		await accepted(
			mediumParameters.filter(({ from, mediumOptions = {} }) => isUsual(from, mediumOptions)),
			(value) => ({ medium: readMedium(fns(value as Record<string, unknown>), 0) }),
			['POST', `/api/agents/${agentIds[0]}/calls`],
		);
	});

	it('durations, metadata and context', async () => {
		const pairs = dictionary(oneof(string(), constantFrom('__proto__', 'constructor')), anyValue);
		await accepted(
			record({
				joinTimeout: seldom(seconds.map(String)),
				maxDuration: seldom(seconds),
				metadataJson: oneof(pairs, dictionary(string(), string())),
				templateContextJson: dictionary(string(), string()),
			}),
			(value) => {
				const given = value as Record<string, unknown>;
				return {
					medium: { webRtc: {} },
					joinTimeout: toDuration(given.joinTimeout, LABEL, 1),
					maxDuration: toDuration(given.maxDuration, LABEL, 1),
					metadata: readMetadata(given),
					templateContext: readKeyValues(given, 'templateContext', LABEL),
				};
			},
			['POST', `/api/agents/${agentIds[0]}/calls`],
		);
	});
});
