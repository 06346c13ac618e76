import type { FastifyInstance } from 'fastify';
import { filterCalls } from '../calls/filters';
import { talked } from '../calls/life';
import { callQuery } from '../calls/schema';
import type { StoredCall } from '../calls/store';
import type { Schema } from '../schema';
import { date, dateTime, duration, integer, list, number, object, oneOfNames } from '../schema';
import type { Context } from '../server/context';
import { invalidField } from '../server/problems';
import { addRoute } from '../server/route';

const DAY_MS = 86_400_000;
const MOST_DAYS = 90;
const BUCKETS = { minute: 60_000, '5min': 300_000, hour: 3_600_000, day: DAY_MS };

const minutes = number({ minimum: 0 });
const count = integer({ minimum: 0 });
const all = (properties: Record<string, Schema>) => object(properties, Object.keys(properties));

const totals = {
	totalCount: count,
	errorCount: count,
	joinedCount: count,
	duration,
	billedMinutes: minutes,
};
const callUsage = all({
	allTime: all(totals),
	daily: list(all({ ...totals, date })),
	hourly: list(all({ ...totals, date, hour: integer({ minimum: 0, maximum: 23 }) })),
});
const billingUsage = all({
	dailyUsage: list(all({ date, minutes, sipMinutes: minutes })),
	totalMinutes: minutes,
	totalSipMinutes: minutes,
});
const concurrency = all({
	timeSeries: list(
		all({
			timestamp: dateTime,
			maxTotalCalls: count,
			maxJoinedCalls: count,
			avgTotalCalls: minutes,
			avgJoinedCalls: minutes,
		}),
	),
});

const billed = (call: StoredCall) => (call.billed === null ? 0 : talked(call) / 60);
const sum = (calls: StoredCall[], of: (call: StoredCall) => number) =>
	calls.reduce((total, call) => total + of(call), 0);

function totalsOf(calls: StoredCall[]) {
	return {
		totalCount: calls.length,
		errorCount: calls.filter(({ endReason }) => endReason?.endsWith('_error')).length,
		joinedCount: calls.filter(({ joined }) => joined !== null).length,
		duration: `${sum(calls, talked)}s`,
		billedMinutes: sum(calls, billed),
	};
}

function groups(calls: StoredCall[], length: number): Array<[string, StoredCall[]]> {
	const names = [...new Set(calls.map(({ created }) => created.slice(0, length)))].sort();
	return names.map((name) => [name, calls.filter(({ created }) => created.startsWith(name))]);
}

/** What an account has used: minutes by day, calls by day and hour, calls at once. */
export function registerUsage(app: FastifyInstance, { state, clock }: Context): void {
	const filters = Object.fromEntries(
		Object.entries(callQuery.properties as Record<string, Schema>).filter(
			([name]) => !['cursor', 'pageSize', 'sort'].includes(name),
		),
	);
	addRoute(app, {
		method: 'GET',
		url: '/api/accounts/me/usage/calls',
		querySchema: { ...callQuery, properties: filters },
		answers: { 200: callUsage },
		handle: ({ query }) => {
			const calls = filterCalls(state, query);
			return {
				allTime: totalsOf(calls),
				daily: groups(calls, 10).map(([day, of]) => ({ ...totalsOf(of), date: day })),
				hourly: groups(calls, 13).map(([name, of]) => ({
					...totalsOf(of),
					date: name.slice(0, 10),
					hour: Number(name.slice(11)),
				})),
			};
		},
	});
	addRoute(app, {
		method: 'GET',
		url: '/api/accounts/me/billing/usage',
		query: { fromDate: date, toDate: date },
		answers: { 200: billingUsage },
		handle: ({ query }) => {
			const today = clock.iso().slice(0, 10);
			const { fromDate = `${today.slice(0, 8)}01`, toDate } = query;
			const from = Date.parse(fromDate);
			const end = toDate === undefined ? Date.parse(today) + DAY_MS : Date.parse(toDate);
			if (end <= from) throw invalidField('toDate', 'Must be after fromDate.');
			if (end - from > MOST_DAYS * DAY_MS) {
				throw invalidField('toDate', `Must be at most ${MOST_DAYS} days after fromDate.`);
			}
			const calls = [...state.calls.values()].filter(
				({ created }) => Date.parse(created) >= from && Date.parse(created) < end,
			);
			const sip = ({ medium }: StoredCall) => medium.sip !== undefined;
			return {
				dailyUsage: groups(calls, 10).map(([day, of]) => ({
					date: day,
					minutes: sum(of, billed),
					sipMinutes: sum(of.filter(sip), billed),
				})),
				totalMinutes: sum(calls, billed),
				totalSipMinutes: sum(calls.filter(sip), billed),
			};
		},
	});
	addRoute(app, {
		method: 'GET',
		url: '/api/accounts/me/usage/concurrency',
		query: { start: dateTime, end: dateTime, bucket: oneOfNames(Object.keys(BUCKETS)) },
		answers: { 200: concurrency },
		handle: ({ query }) => {
			const end = query.end === undefined ? clock.now() : Date.parse(query.end);
			const start = query.start === undefined ? end - DAY_MS : Date.parse(query.start);
			if (end <= start) throw invalidField('end', 'Must be after start.');
			const step = BUCKETS[(query.bucket ?? 'minute') as keyof typeof BUCKETS];
			const calls = [...state.calls.values()];
			const during = (from: string | null, until: string | null, at: number) =>
				from !== null && Date.parse(from) < at + step && (until === null || Date.parse(until) > at);
			const timeSeries = [];
			for (let at = start; at < end; at += step) {
				const total = calls.filter(({ created, ended }) => during(created, ended, at)).length;
				const joined = calls.filter((call) => during(call.joined, call.ended, at)).length;
				timeSeries.push({
					timestamp: new Date(at).toISOString(),
					maxTotalCalls: total,
					maxJoinedCalls: joined,
					avgTotalCalls: total / 2,
					avgJoinedCalls: joined / 2,
				});
			}
			return { timeSeries };
		},
	});
}
