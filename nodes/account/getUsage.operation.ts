import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { independent, type ItemOperation } from '../engine/operation';
import { InputError } from '../errors/inputError';
import { readChoice } from '../fields/readers';
import { readSimplify, simplifyField } from '../fields/returnAll';
import { daysOf, periodFields, periodLabels, readPeriod, type Period } from './period';
import { hasList, REPORTS, type Report } from './reports';

interface UsageRequest {
	report: Report;
	period: Period;
	resolution: string;
	simplify: boolean;
	/** Milliseconds since 1970. */
	now: number;
}

/** The API's limit, for minutes. */
const MOST_DAYS = 90;

const PER_DAY = ['day', 'total'];
const PER_BUCKET = ['day', 'hour', '5min', 'minute', 'total'];

const resolutionField = (
	reports: string[],
	options: INodeProperties['options'],
): INodeProperties => ({
	displayName: 'One Item For',
	name: 'resolution',
	type: 'options',
	options,
	default: 'day',
	description: 'How finely the period is divided',
	displayOptions: { show: { report: reports, simplify: [true] } },
});

const DAY = { name: 'Each Day', value: 'day', description: 'Days without calls may be missing' };
const TOTAL = { name: 'The Whole Period', value: 'total' };

/** Reads what the account has used, such as for a report of each month. */
export const getUsage: ItemOperation<UsageRequest> = {
	name: 'Get Usage',
	value: 'getUsage',
	action: 'Get the usage of the account',
	description: 'Read minutes, calls a day, or how many calls there were at once',
	thing: independent,
	labels: periodLabels,
	fields: [
		{
			displayName: 'Report',
			name: 'report',
			type: 'options',
			options: [
				{
					name: 'Calls',
					value: 'calls',
					description: 'How many there were, how many were joined, and how long they were',
				},
				{
					name: 'Concurrency',
					value: 'concurrency',
					description: 'How many calls there were at once',
				},
				{ name: 'Minutes', value: 'minutes', description: 'What is billed, SIP minutes apart' },
			],
			default: 'minutes',
			description: 'What to report on',
		},
		...periodFields,
		resolutionField(['calls', 'minutes'], [DAY, TOTAL]),
		resolutionField(
			['concurrency'],
			[
				DAY,
				{ name: 'Each Five Minutes', value: '5min' },
				{ name: 'Each Hour', value: 'hour' },
				{ name: 'Each Minute', value: 'minute' },
				TOTAL,
			],
		),
		simplifyField,
	],
	prepare(fns, itemIndex) {
		const name = readChoice(...Object.keys(REPORTS))(
			fns.getNodeParameter('report', itemIndex, 'minutes'),
			'Report',
		);
		const now = Date.now();
		const period = readPeriod(fns, itemIndex, now);
		if (name === 'minutes' && daysOf(period) > MOST_DAYS) {
			throw new InputError(
				`To: from ${period.from} to ${period.to} there are ${daysOf(period)} days, and ${MOST_DAYS} is the most for minutes`,
				'Choose a shorter period, or use one item for each month.',
			);
		}
		return {
			report: REPORTS[name],
			period,
			resolution: readChoice(...(name === 'concurrency' ? PER_BUCKET : PER_DAY))(
				fns.getNodeParameter('resolution', itemIndex, 'day'),
				'One Item For',
			),
			simplify: readSimplify(fns, itemIndex),
			now,
		};
	},
	async execute({ api, prepared: { report, period, resolution, simplify, now } }) {
		const bucket = resolution === 'total' ? 'day' : resolution;
		const answer = (await api.send({
			method: 'GET',
			path: report.path,
			query: report.query(period, bucket, now),
			isExpected: hasList(report),
		})) as IDataObject;
		if (!simplify) return answer;
		const entries = (answer[report.list] as IDataObject[]).map(report.entry);
		return resolution === 'total' ? { ...period, ...report.total(entries) } : entries;
	},
};
