import { ApiError } from '../../../nodes/errors/apiError';
import { batchStatus, showBatch } from '../../../nodes/batches/output';
import { bodyOf, checkRows, LARGEST_BODY, planBatches } from '../../../nodes/batches/create/plan';
import { findRefusedCalls } from '../../../nodes/batches/create/refusedRows';
import type { BatchRow } from '../../../nodes/batches/create/readRow';
import { readBatchSettings } from '../../../nodes/batches/settings';

const AGENT = '7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413';
const OTHER_AGENT = '7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e414';
const RUN = '12-abcdef';

const phone = (index: number) => `+1555${String(1_000_000 + index)}`;
const dialledTo = (to: string) => ({ twilio: { outgoing: { to, from: '+15559876543' } } });

function rows(count: number, change: (index: number) => Partial<BatchRow> = () => ({})) {
	return Array.from({ length: count }, (_, itemIndex) => ({
		itemIndex,
		prepared: {
			agentId: AGENT,
			settings: {},
			readAt: 0,
			dialled: true,
			call: { medium: dialledTo(phone(itemIndex)) },
			...change(itemIndex),
		} as BatchRow,
	}));
}

const messages = (refused: Map<number, Error>) =>
	[...refused].map(([itemIndex, { message }]) => [itemIndex, message]);

describe('arranging rows into batches', () => {
	test('a thousand rows are one batch, each with an ID of its own', () => {
		const planned = planBatches(rows(1000), RUN);
		expect(planned).toHaveLength(1);
		const [{ agentId, calls }] = planned;
		expect(agentId).toBe(AGENT);
		expect(new Set(calls.map(({ rowId }) => rowId)).size).toBe(1000);
		expect(calls[7]).toEqual({
			rowId: `${RUN}-7`,
			dialled: true,
			itemIndexes: [7],
			call: {
				medium: dialledTo(phone(7)),
				metadata: { n8nRowId: `${RUN}-7`, n8nRunId: RUN },
			},
		});
	});

	test('an ID that the user gives is kept, beside the metadata of the row', () => {
		const [{ calls }] = planBatches(
			rows(1, () => ({
				rowId: 'customer-5',
				call: { medium: dialledTo(phone(5)), metadata: { plan: 'gold' } },
			})),
			RUN,
		);
		expect(calls[0].call.metadata).toEqual({
			plan: 'gold',
			n8nRowId: 'customer-5',
			n8nRunId: RUN,
		});
	});

	test('rows with the same ID become one call that is paired with all of them', () => {
		const same = { rowId: 'a', call: { medium: dialledTo(phone(1)) } };
		const [{ calls }] = planBatches(
			rows(3, (index) => (index === 1 ? {} : same)),
			RUN,
		);
		expect(calls.map(({ itemIndexes }) => itemIndexes)).toEqual([[0, 2], [1]]);
	});

	test('each agent has batches of its own', () => {
		const planned = planBatches(
			rows(4, (index) => ({ agentId: index % 2 ? OTHER_AGENT : AGENT })),
			RUN,
		);
		expect(planned.map(({ agentId, calls }) => [agentId, calls.map((c) => c.itemIndexes)])).toEqual(
			[
				[AGENT, [[0], [2]]],
				[OTHER_AGENT, [[1], [3]]],
			],
		);
	});

	test.each([2000, 3333, 10_000])('no request is above %i bytes, none is wasted', (largest) => {
		const settings = { throttle: 'évening', windowEnd: '2099-01-01T00:00:00.000Z' };
		const planned = planBatches(
			rows(100, (index) => ({
				settings,
				call: {
					medium: dialledTo(phone(index)),
					templateContext: { text: 'ü'.repeat(index) },
				},
			})),
			RUN,
			largest,
		);
		const bytes = planned.map((batch) =>
			Buffer.byteLength(JSON.stringify(bodyOf(batch, settings))),
		);
		expect(planned.length).toBeGreaterThan(1);
		for (const size of bytes) expect(size).toBeLessThanOrEqual(largest);
		planned.slice(0, -1).forEach((_, index) => {
			const next = Buffer.byteLength(JSON.stringify(planned[index + 1].calls[0].call));
			expect(bytes[index] + next + 1).toBeGreaterThan(largest - 2);
		});
		expect(planned.flatMap(({ calls }) => calls.flatMap((c) => c.itemIndexes))).toEqual(
			Array.from({ length: 100 }, (_, index) => index),
		);
	});

	test('the limit is not above 32 MB, however a megabyte is counted', () => {
		expect(LARGEST_BODY).toBeLessThanOrEqual(32 * 1000 * 1000);
	});

	test('the webhook goes only with batches that have a use for it', () => {
		const settings = { webhookUrl: 'https://example.com/hook', paused: true };
		const [dialled, connected] = planBatches(
			rows(2, (index) => ({
				agentId: index ? OTHER_AGENT : AGENT,
				settings,
				dialled: index === 0,
			})),
			RUN,
		);
		expect(bodyOf(dialled, settings)).toEqual({ calls: expect.any(Array), paused: true });
		expect(bodyOf(connected, settings)).toMatchObject(settings);
	});
});

describe('checking rows against each other', () => {
	test('nothing is wrong with rows of several agents', () => {
		const agentOf = (index: number) => (index % 3 ? OTHER_AGENT : AGENT);
		expect(checkRows(rows(1000, (index) => ({ agentId: agentOf(index) }))).size).toBe(0);
	});

	test('$now in the window is one time for all rows, however long they take to read', () => {
		const begin = Date.parse('2099-01-01T00:00:00Z');
		const slow = rows(1000, (index) => ({
			readAt: index * 500,
			settings: { windowStart: new Date(begin + index * 500 + (index % 7)).toISOString() },
		}));
		expect(checkRows(slow).size).toBe(0);
	});

	test('rows whose settings differ from the first are all named', () => {
		const refused = checkRows(
			rows(5, (index) => ({
				settings: {
					windowStart: `2099-01-0${index === 3 ? 2 : 1}T00:00:00.000Z`,
					...(index === 4 ? { throttle: 'slow' } : {}),
				},
			})),
		);
		expect(messages(refused)).toEqual([
			[3, 'Window Start: it is not the same as in Row 1'],
			[4, 'Call Throttle: it is not the same as in Row 1'],
		]);
	});

	test('a webhook is asked for where a row is not dialled, at those rows', () => {
		const refused = checkRows(rows(4, (index) => ({ dialled: index < 2 })));
		expect([...refused.keys()]).toEqual([2, 3]);
		expect(refused.get(2)?.message).toMatch(/^Webhook URL: it is needed/);
	});

	test('a webhook is refused where every row is dialled', () => {
		const settings = { webhookUrl: 'https://example.com/hook' };
		const refused = checkRows(rows(2, () => ({ settings })));
		expect([...refused.keys()]).toEqual([0, 1]);
		expect(refused.get(0)?.message).toMatch(/^Webhook URL: there is no use for it/);
		expect(checkRows(rows(2, (index) => ({ settings, dialled: index === 0 }))).size).toBe(0);
	});

	test('one ID for two different calls is refused, for the same call it is not', () => {
		const shared = (index: number) => ({
			rowId: 'a',
			call: { medium: dialledTo(phone(index === 2 ? 9 : 1)) },
		});
		expect(messages(checkRows(rows(3, shared)))).toEqual([
			[2, 'Row ID: "a" also stands for Row 1, which is a different call'],
		]);
	});

	test('a number that stands in To as it is may be called once, not for each row', () => {
		const call = { medium: dialledTo(phone(1)) };
		const one = (rowId?: string) => ({ dialsFixedNumber: true, call, ...(rowId ? { rowId } : {}) });
		const message = 'To: one number stands here for 3 items, so it would be called 3 times';
		expect(messages(checkRows(rows(3, () => one())))).toEqual(
			[0, 1, 2].map((itemIndex) => [itemIndex, message]),
		);
		expect(checkRows(rows(1, () => one())).size).toBe(0);
		expect(checkRows(rows(3, () => one('the same'))).size).toBe(0);
	});

	test('a row that is too large on its own is refused', () => {
		const refused = checkRows(
			rows(3, (index) => ({
				call: {
					medium: dialledTo(phone(index)),
					templateContext: { text: 'x'.repeat(index === 1 ? 3000 : 10) },
				},
			})),
			3000,
		);
		expect([...refused.keys()]).toEqual([1]);
	});
});

describe('settings of a batch', () => {
	const read = (given: Record<string, unknown>, clears = false) =>
		readBatchSettings(given, 'Europe/Berlin', clears ? () => true : undefined);

	test('only what was set is there, times in UTC', () => {
		expect(read({})).toEqual({});
		expect(
			read({
				paused: 'true',
				throttle: ' slow ',
				windowStart: '2099-07-01T10:00:00',
				windowEnd: '2099-07-01T10:00:00Z',
				webhookUrl: ' https://example.com/hook ',
				webhookSecret: 'sesame',
			}),
		).toEqual({
			paused: true,
			throttle: 'slow',
			windowStart: '2099-07-01T08:00:00.000Z',
			windowEnd: '2099-07-01T10:00:00.000Z',
			webhookUrl: 'https://example.com/hook',
			webhookSecret: 'sesame',
		});
	});

	test.each([
		[{ windowStart: '2099-01-02T00:00:00Z', windowEnd: '2099-01-01T00:00:00Z' }, 'Window End'],
		[{ windowStart: '2099-01-02T00:00:00Z', windowEnd: '2099-01-02T00:00:00Z' }, 'Window End'],
		[{ windowEnd: '2020-01-01T00:00:00Z' }, 'Window End'],
		[{ windowStart: 'soon' }, 'Window Start'],
		[{ windowStart: undefined }, 'Window Start'],
		[{ windowStart: '' }, 'Window Start'],
		[{ throttle: '' }, 'Call Throttle'],
		[{ throttle: null }, 'Call Throttle'],
		[{ throttle: ['slow'] }, 'Call Throttle'],
		[{ paused: 'later' }, 'Paused'],
		[{ webhookUrl: 'example.com/hook' }, 'Webhook URL'],
		[{ webhookUrl: 'ftp://example.com/hook' }, 'Webhook URL'],
		[{ webhookUrl: `https://example.com/${'x'.repeat(181)}` }, 'Webhook URL'],
		[{ webhookSecret: 'x'.repeat(121) }, 'Webhook Secret'],
	])('%j is refused by the name of its field', (given, label) => {
		expect(() => read(given)).toThrow(new RegExp(`^${label}: `));
	});

	test('the longest address and secret that the API takes are taken', () => {
		const webhookUrl = `https://example.com/${'x'.repeat(180)}`;
		expect(webhookUrl).toHaveLength(200);
		expect(read({ webhookUrl, webhookSecret: 'x'.repeat(120) })).toMatchObject({ webhookUrl });
	});

	test('an update clears what is left empty, and nothing else', () => {
		expect(read({ throttle: '', windowEnd: ' ' }, true)).toEqual({
			throttle: null,
			windowEnd: null,
		});
		expect(() => read({ throttle: undefined }, true)).toThrow(/^Call Throttle: /);
		expect(() => read({ paused: '' }, true)).toThrow(/^Paused: /);
	});
});

describe('showing a batch', () => {
	const batch = {
		batchId: AGENT,
		created: '2026-01-01T00:00:00Z',
		totalCount: 3,
		completedCount: 1,
		endedAt: null,
		paused: false,
		windowStart: null,
		windowEnd: null,
		throttle: null,
		webhookUrl: 'https://example.com/hook',
		webhookSecret: 'sesame-street',
	};
	const now = Date.parse('2026-01-01T12:00:00Z');

	test.each([
		[{}, 'running'],
		[{ windowStart: '2026-01-01T13:00:00Z' }, 'waiting'],
		[{ windowStart: '2026-01-01T11:00:00Z' }, 'running'],
		[{ paused: true }, 'paused'],
		[{ paused: true, endedAt: '2026-01-01T11:00:00Z' }, 'ended'],
	])('%j is %s', (fields, status) => {
		expect(batchStatus({ ...batch, ...fields }, now)).toBe(status);
	});

	test('simplified it has ten fields, and no secret', () => {
		const shown = showBatch(batch, OTHER_AGENT, { simplify: true, includeSecret: false });
		expect(Object.keys(shown)).toHaveLength(10);
		expect(shown).toMatchObject({ batchId: AGENT, agentId: OTHER_AGENT, totalCount: 3 });
	});

	test.each([true, false])(
		'the secret is there only when it is asked for (simplify %s)',
		(simplify) => {
			const hidden = showBatch(batch, OTHER_AGENT, { simplify, includeSecret: false });
			expect(JSON.stringify(hidden)).not.toContain('sesame');
			const open = showBatch(batch, OTHER_AGENT, { simplify, includeSecret: true });
			expect(open.webhookSecret).toBe('sesame-street');
		},
	);
});

describe('what the API says about calls of a batch', () => {
	const [{ calls }] = planBatches(
		rows(9).filter(({ itemIndex }) => itemIndex % 2 === 0),
		RUN,
	);
	const failure = (messages: Array<{ path: string; text: string }>) =>
		new ApiError({
			kind: 'status',
			status: 400,
			method: 'POST',
			path: '/api',
			host: 'localhost',
			tries: 1,
			messages,
		});

	test('positions become rows of the input, and labels stand for fields', () => {
		const { failure: named, byCall } = findRefusedCalls(
			failure([
				{ path: 'calls.1.medium.twilio.outgoing.to', text: 'Not reachable.' },
				{ path: 'calls.4.medium.twilio.outgoing.to', text: 'Not reachable.' },
				{ path: 'calls.4', text: 'Strange.' },
				{ path: 'windowEnd', text: 'Too close.' },
			]),
			calls,
		);
		expect(named.facts.messages).toEqual([
			{ path: 'windowEnd', text: 'Too close.' },
			{ path: '', text: 'Rows 3 and 9: To: Not reachable.' },
			{ path: '', text: 'Row 9: Strange.' },
		]);
		expect([...byCall].map(([{ itemIndexes }, text]) => [itemIndexes, text])).toEqual([
			[[2], 'To: Not reachable.'],
			[[8], 'To: Not reachable. · Strange.'],
		]);
	});

	test('a refusal of the batch as a whole stays as it is', () => {
		const whole = failure([{ path: 'calls', text: 'Too many.' }]);
		expect(findRefusedCalls(whole, calls)).toEqual({ failure: whole, byCall: new Map() });
	});
});
