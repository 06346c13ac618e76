import type { IDataObject } from 'n8n-workflow';
import { choosable } from '../fields/choosable';
import { readDateTime } from '../fields/dateTime';
import { EMPTY_ON_PURPOSE } from '../fields/leftEmpty';
import { InputError } from '../errors/inputError';
import { isMissing } from '../util/guards';
import { readRequiredText, readUrl } from '../fields/readers';
import { labelsOf, readSettings, type Decide, type Setting } from '../fields/setting';
import { readBoolean, refuseMissing } from '../fields/values';

const LONGEST_URL = 200;
const LONGEST_SECRET = 120;

/** What belongs to a batch as a whole, named as the API names it. */
export type BatchSettings = IDataObject;

/** The settings of a batch as a whole. */
export const BATCH_SETTINGS: ReadonlyArray<Setting<[timeZone: string]>> = [
	{
		field: {
			displayName: 'Paused',
			name: 'paused',
			type: 'boolean',
			default: true,
			description:
				'Whether no calls are made. Ultravox may not start a batch again that was running when it was paused.',
		},
		read: readBoolean,
	},
	{
		field: choosable({
			displayName: 'Call Throttle',
			name: 'throttle',
			search: 'searchThrottles',
			otherwise: 'By Name or ID',
			placeholder: 'e.g. evening-calls',
			description: 'A call throttle of the account, which limits how fast calls are made',
		}),
		read: (value, label) => readRequiredText(value, label),
	},
	{
		field: {
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'What Ultravox signs its requests to the webhook with, at most 120 characters. Without one, Ultravox chooses it.',
		},
		read: (value, label) => readRequiredText(value, label, LONGEST_SECRET),
	},
	{
		field: {
			displayName: 'Webhook URL',
			name: 'webhookUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://example.com/connect-call',
			description:
				'Where Ultravox sends each call that it does not dial itself, for you to connect. At most 200 characters.',
		},
		read: (value, label) => readUrl(value, label, LONGEST_URL),
	},
	{
		field: {
			displayName: 'Window End',
			name: 'windowEnd',
			type: 'dateTime',
			default: '',
			description:
				'When to stop making calls; rows that are left then expire. Without it the batch runs until all are made.',
		},
		read: readDateTime,
	},
	{
		field: {
			displayName: 'Window Start',
			name: 'windowStart',
			type: 'dateTime',
			default: '',
			description: 'When to begin making calls. Without it the batch begins at once.',
		},
		read: readDateTime,
	},
];

const LABELS = labelsOf(
	BATCH_SETTINGS.map(({ field }) => field),
	'windowEnd',
	'windowStart',
);

/**
 * Reads the settings of a batch from a collection.
 *
 * @param given the collection's values
 * @param timeZone the workflow's, for times without a zone
 * @param clears whether a field, by its name, takes the stored value away when it is empty; absent where nothing is stored
 * @returns only what was set, times in UTC; null for what is to be taken away
 * @throws InputError when a value, or the window as a whole, cannot be right
 */
export function readBatchSettings(
	given: Record<string, unknown>,
	timeZone: string,
	clears?: (name: string) => boolean,
): BatchSettings {
	const decide: Decide = (value, { displayName, name, type }) => {
		const canClear = type !== 'boolean';
		if (isMissing(value)) refuseMissing(displayName, canClear ? 'an empty text' : 'false');
		if (typeof value !== 'string' || value.trim() !== '') return 'read';
		if (canClear && clears?.(name)) return 'clear';
		refuseEmpty(displayName, canClear && clears !== undefined);
	};
	const settings = readSettings(given, BATCH_SETTINGS, decide, timeZone);
	checkWindow(settings);
	return settings;
}

function refuseEmpty(label: string, canClear: boolean): never {
	throw new InputError(
		`${label}: nothing is given`,
		canClear
			? EMPTY_ON_PURPOSE
			: 'Fill the field in, or remove it. If it is an expression, check the name of the input field.',
	);
}

function checkWindow({ windowStart, windowEnd }: BatchSettings): void {
	if (typeof windowEnd !== 'string') return;
	const end = Date.parse(windowEnd);
	if (typeof windowStart === 'string' && end <= Date.parse(windowStart)) {
		throw new InputError(
			`${LABELS.windowEnd}: ${windowEnd} is not after the ${LABELS.windowStart}, ${windowStart}`,
			'Both are shown in UTC. Choose a later end.',
		);
	}
	if (end <= Date.now()) {
		throw new InputError(
			`${LABELS.windowEnd}: ${windowEnd} has passed`,
			'The time is shown in UTC. No call would be made; choose a later end.',
		);
	}
}
