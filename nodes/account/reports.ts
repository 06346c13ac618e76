import type { IDataObject } from 'n8n-workflow';
import type { ApiRequest } from '../client/apiRequest';
import { toSeconds } from '../fields/duration';
import { isRecord } from '../util/guards';
import { addDays, type Period } from './period';

/** One kind of usage: where the API tells of it, and what an item says. */
export interface Report {
	path: string;
	query(period: Period, bucket: string, now: number): NonNullable<ApiRequest['query']>;
	/** List of the answer that has an entry for each stretch of time. */
	list: string;
	/** @returns one entry in our words */
	entry(given: IDataObject): IDataObject;
	/** @returns all entries as one, beside the period */
	total(given: IDataObject[]): IDataObject;
}

/** The API leaves out what is 0. */
const number = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** Sums of fractions such as 0.1 and 0.2 would have digits that nobody wants in a sheet. */
const rounded = (value: number): number => Number(value.toFixed(6));

const sum = (given: IDataObject[], name: string): number =>
	rounded(given.reduce((total, entry) => total + number(entry[name]), 0));

const most = (given: IDataObject[], name: string): number =>
	given.reduce((largest, entry) => Math.max(largest, number(entry[name])), 0);

const sums = (given: IDataObject[], ...names: string[]): IDataObject =>
	Object.fromEntries(names.map((name) => [name, sum(given, name)]));

const minutes: Report = {
	path: '/api/accounts/me/billing/usage',
	// This one leaves its last day out.
	query: ({ from, to }) => ({ fromDate: from, toDate: addDays(to, 1) }),
	list: 'dailyUsage',
	entry: ({ date, minutes: spoken, sipMinutes }) => ({
		date: date ?? null,
		minutes: number(spoken),
		sipMinutes: number(sipMinutes),
	}),
	total: (given) => sums(given, 'minutes', 'sipMinutes'),
};

const calls: Report = {
	path: '/api/accounts/me/usage/calls',
	query: ({ from, to }) => ({ fromDate: from, toDate: to }),
	list: 'daily',
	entry: ({ date, totalCount, joinedCount, errorCount, duration, billedMinutes }) => ({
		date: date ?? null,
		calls: number(totalCount),
		joinedCalls: number(joinedCount),
		failedCalls: number(errorCount),
		duration: toSeconds(duration) ?? 0,
		billedMinutes: number(billedMinutes),
	}),
	total: (given) => sums(given, 'calls', 'joinedCalls', 'failedCalls', 'duration', 'billedMinutes'),
};

const concurrency: Report = {
	path: '/api/accounts/me/usage/concurrency',
	query: ({ from, to }, bucket, now) => {
		const end = Date.parse(addDays(to, 1));
		// What is to come has no calls yet, and would pass for quiet hours. East of UTC a day begins before Ultravox's does.
		const isUnderWay = now > Date.parse(from) && now < end;
		return {
			start: `${from}T00:00:00.000Z`,
			end: new Date(isUnderWay ? now : end).toISOString(),
			bucket,
		};
	},
	list: 'timeSeries',
	entry: ({ timestamp, maxTotalCalls, maxJoinedCalls, avgTotalCalls, avgJoinedCalls }) => ({
		start: timestamp ?? null,
		mostCalls: number(maxTotalCalls),
		mostJoinedCalls: number(maxJoinedCalls),
		averageCalls: number(avgTotalCalls),
		averageJoinedCalls: number(avgJoinedCalls),
	}),
	total: (given) => ({
		mostCalls: most(given, 'mostCalls'),
		mostJoinedCalls: most(given, 'mostJoinedCalls'),
	}),
};

/** By the value of the parameter Report. */
export const REPORTS: Readonly<Record<string, Report>> = { calls, concurrency, minutes };

/** Whether an answer has the list that a report is made of. */
export const hasList =
	({ list }: Report) =>
	(body: unknown): boolean =>
		isRecord(body) && Array.isArray(body[list]) && body[list].every(isRecord);
