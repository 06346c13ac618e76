import type { INodeProperties } from 'n8n-workflow';
import { InputError } from '../errors/inputError';
import { readDateTime } from '../fields/dateTime';
import type { ParameterReader } from '../fields/parameters';
import { readChoice } from '../fields/readers';
import { isMissing } from '../util/guards';
import { refuseMissing } from '../fields/values';

/** Days, as `YYYY-MM-DD`, both included. Ultravox counts in UTC. */
export interface Period {
	from: string;
	to: string;
}

const DAY_MS = 86_400_000;

/** The fields by which a period is chosen. */
export const periodFields: INodeProperties[] = [
	{
		displayName: 'Period',
		name: 'period',
		type: 'options',
		options: [
			{ name: 'Between Two Dates', value: 'range' },
			{ name: 'Last Month', value: 'lastMonth', description: 'The whole month before this one' },
			{ name: 'This Month', value: 'thisMonth', description: 'From the first until today' },
		],
		default: 'lastMonth',
		description:
			'The days to look at. Which month it is follows from the time zone of the workflow; Ultravox counts days in UTC.',
	},
	{
		displayName: 'From',
		name: 'fromDate',
		type: 'dateTime',
		required: true,
		default: '',
		description: 'The first day. The time of day does not matter.',
		displayOptions: { show: { period: ['range'] } },
	},
	{
		displayName: 'To',
		name: 'toDate',
		type: 'dateTime',
		required: true,
		default: '',
		description: 'The last day, included. The time of day does not matter.',
		displayOptions: { show: { period: ['range'] } },
	},
];

/** Labels of the query parameters that the API may name. */
export const periodLabels = { fromDate: 'From', toDate: 'To', start: 'From', end: 'To' };

/**
 * Reads the period.
 *
 * @param now milliseconds since 1970
 * @throws InputError when a date is none, the period ends before it begins, or it has not begun
 */
export function readPeriod(fns: ParameterReader, itemIndex: number, now: number): Period {
	const timeZone = fns.getTimezone();
	const today = dayIn(now, timeZone);
	const period = readChoice(
		'range',
		'lastMonth',
		'thisMonth',
	)(fns.getNodeParameter('period', itemIndex, 'lastMonth'), 'Period');
	if (period === 'thisMonth') return { from: firstOf(today), to: today };
	if (period === 'lastMonth') {
		const to = addDays(firstOf(today), -1);
		return { from: firstOf(to), to };
	}
	const read = (name: 'fromDate' | 'toDate') => {
		const value: unknown = fns.getNodeParameter(name, itemIndex, '');
		if (isMissing(value)) refuseMissing(periodLabels[name], 'a date');
		return dayIn(Date.parse(readDateTime(value, periodLabels[name], timeZone)), timeZone);
	};
	const range = { from: read('fromDate'), to: read('toDate') };
	if (range.to < range.from) {
		throw new InputError(
			`${periodLabels.toDate}: ${range.to} is before ${range.from}`,
			'Choose a last day that is not before the first one.',
		);
	}
	if (range.from <= today) return range;
	throw new InputError(
		`${periodLabels.fromDate}: ${range.from} has not come yet`,
		'Choose a first day that is not after today.',
	);
}

/** How many days a period has. */
export const daysOf = ({ from, to }: Period): number =>
	(Date.parse(to) - Date.parse(from)) / DAY_MS + 1;

/** @param day `YYYY-MM-DD` */
export const addDays = (day: string, days: number): string =>
	new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

const firstOf = (day: string): string => `${day.slice(0, 8)}01`;

/** The date that a calendar on the wall shows. */
function dayIn(time: number, timeZone: string): string {
	const parts = new Intl.DateTimeFormat('en-US', {
		timeZone,
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
	}).formatToParts(time);
	const part = (wanted: string) => parts.find(({ type }) => type === wanted)?.value ?? '';
	return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
}
