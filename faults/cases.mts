import type { Fault } from '../sandbox';
import type { Operation } from './operations.mts';

/** What the API says in refusals; has to arrive in the message. */
export const SAID = 'Very own words';

/** How late a slow answer is, in milliseconds; more than any time-out of the runs. */
export const LATE_MS = 4500;

/** Something that goes wrong. */
export interface FaultCase {
	/** As the table shows it. */
	name: string;
	/** Makes the answer of the sandbox; `echo` is a secret that the service repeats in it. */
	fault?(operation: Operation, echo: string): Fault;
	/** Or: the Base URL leads elsewhere. */
	base?: 'refused' | 'dns' | 'tls';
	/** When the request is sent again: not at all, where that does no harm, or always. Default: not at all. */
	again?: 'safe' | 'always';
	/** Nobody knows whether the request took effect; in the first run it does. */
	lost?: boolean;
	/** Takes effect, but after the time-out. */
	late?: boolean;
	/** The answer says which field is meant. */
	namesField?: boolean;
	/** The answer says something that has to reach the user. */
	says?: boolean;
	/** A success where no answer is due. */
	fineWithoutAnswer?: boolean;
	/** Says that there is nothing. */
	missing?: boolean;
	/** A list asks for more than one page of it. */
	endless?: boolean;
	/** Takes the whole time-out, which is short then. */
	waits?: boolean;
	/** The message says what happened. */
	message?: RegExp;
}

const text = (echo: string) => `${SAID} about ${echo}.`;
const nested = (path: string, value: unknown): unknown =>
	path.split('.').reduceRight((inner, name) => ({ [name]: inner }), value);
const fieldOf = ({ field }: Operation) => field?.[0] ?? 'settings';

const refusals: FaultCase[] = (
	[
		['400 string', (_, echo) => JSON.stringify(text(echo))],
		['400 detail', (_, echo) => ({ detail: text(echo) })],
		['400 field list', (operation, echo) => nested(fieldOf(operation), [text(echo)]), true],
		['400 nested', (operation, echo) => nested(fieldOf(operation), { inner: [text(echo)] }), true],
		[
			'400 list-indexed',
			(operation, echo) => nested(fieldOf(operation), [{}, { inner: [text(echo)] }]),
			true,
		],
		['400 non_field_errors', (_, echo) => ({ non_field_errors: [text(echo)] })],
		['400 bare array', (_, echo) => [text(echo)]],
	] as Array<[string, (operation: Operation, echo: string) => unknown, boolean?]>
).map(([name, body, namesField]) => ({
	name,
	fault: (operation, echo) => ({ status: 400, body: body(operation, echo) }),
	namesField,
	says: true,
}));

const status = (code: number, more: Partial<FaultCase> = {}, answer: Fault = {}): FaultCase => ({
	name: String(code),
	fault: (_, echo) => ({ status: code, body: { detail: text(echo) }, ...answer }),
	...more,
});

const PAGE = '<!doctype html><html><body><h1>Hello from somewhere else</h1></body></html>';
const LONG = { callId: 'x', padding: 'x'.repeat(2000) };

const waits = (code: number): FaultCase[] => [
	...(
		[
			['seconds', () => '1'],
			['date', () => new Date(Date.now() + 1500).toUTCString()],
			['nonsense', () => 'soon, -5'],
		] as Array<[string, () => string]>
	).map(([name, value]) => ({
		name: `${code} Retry-After ${name}`,
		fault: (_: Operation, echo: string) => ({
			status: code,
			body: { detail: text(echo) },
			headers: { 'retry-after': value() },
		}),
		again: 'always' as const,
		says: true,
	})),
	status(code, { name: `${code} without Retry-After`, again: 'always', says: true }),
];

const broken = (name: string, fault: Fault, more: Partial<FaultCase> = {}): FaultCase => ({
	name,
	fault: ({ answer }) => ({
		status: 200,
		body: LONG,
		...(answer === 'file' ? { contentType: 'audio/wav' } : {}),
		...fault,
	}),
	again: 'safe',
	lost: true,
	...more,
});

/** A page that brings nothing and points to a next one, which is the same again. */
const endless = (name: string, results: unknown[]): FaultCase => ({
	name,
	fault: () => ({ status: 200, body: { results, next: '/again?cursor=again' } }),
	lost: true,
	fineWithoutAnswer: true,
	endless: true,
});

/** Every fault, in the order of the table. */
export const CASES: FaultCase[] = [
	...refusals,
	status(401, { message: /API key/ }),
	status(402, { says: true }),
	status(403, { says: true }),
	status(404, { missing: true }),
	status(409, { says: true }),
	status(422, { says: true }),
	status(408, { again: 'safe', lost: true, says: true }),
	status(425, { says: true }),
	status(499, { again: 'safe', lost: true, says: true }),
	...waits(429),
	status(500, { again: 'safe', lost: true, says: true }),
	status(502, { name: '502 HTML', again: 'safe', lost: true }, { body: PAGE }),
	status(503, { again: 'safe', lost: true, says: true }),
	status(
		503,
		{ name: '503 Retry-After seconds', again: 'always', says: true },
		{ headers: { 'retry-after': '1' } },
	),
	status(504, { again: 'safe', lost: true, says: true }),
	status(200, { name: '200 HTML', lost: true }, { body: PAGE }),
	status(
		200,
		{ name: '200 broken JSON', lost: true },
		{ body: '{"callId": "x",,', contentType: 'application/json' },
	),
	status(
		200,
		{ name: '200 other JSON', lost: true, fineWithoutAnswer: true },
		{ body: { hello: 'there' } },
	),
	status(
		200,
		{ name: '200 empty', lost: true, fineWithoutAnswer: true, missing: true },
		{ body: '' },
	),
	status(
		204,
		{ name: '204', lost: true, fineWithoutAnswer: true, missing: true },
		{ body: undefined },
	),
	endless('endless list of nothing', []),
	endless('endless list of the same', [{ hello: 'there' }]),
	{
		name: 'redirect to another origin',
		// The address is filled in by the run: only it knows where the other origin is.
		fault: () => ({ status: 302, body: '' }),
		message: /redirect|not an answer of the Ultravox API|not the file that is due/,
	},
	{ name: 'connection refused', base: 'refused', again: 'safe', message: /Nothing answers at/ },
	broken('reset before the answer', { reset: 'before' }, { message: /connection/ }),
	broken('reset in the answer', { reset: 'middle' }, { message: /connection/ }),
	broken('truncated', { truncated: true }, { message: /connection/ }),
	broken('stalled in the answer', { stalled: true }, { waits: true, message: /within 1 second/ }),
	{
		name: 'slower than the time-out',
		fault: () => ({ delayMs: LATE_MS }),
		again: 'safe',
		late: true,
		waits: true,
		message: /within 1 second/,
	},
	broken('never answers', { never: true }, { waits: true, message: /within 1 second/ }),
	...(['header', 'chunk', 'gzip', 'version', 'length'] as const).map((protocol) =>
		broken(
			`no proper HTTP: ${protocol}`,
			{ status: undefined, body: LONG, protocol },
			{ message: /no proper HTTP|connection/ },
		),
	),
	{ name: 'DNS', base: 'dns', again: 'safe', message: /was not found/ },
	{ name: 'TLS certificate', base: 'tls', again: 'safe', message: /certificate/ },
];
