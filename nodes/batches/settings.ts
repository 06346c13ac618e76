import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { readDateTime } from '../fields/dateTime';
import { InputError } from '../errors/inputError';
import { isMissing } from '../util/guards';
import { readRequiredText, readUrl } from '../fields/readers';
import { readBoolean, refuseMissing } from '../fields/values';
import { LABELS } from './labels';

const LONGEST_URL = 200;
const LONGEST_SECRET = 120;

/** What belongs to a batch as a whole, named as the API names it. */
export type BatchSettings = IDataObject;

type Setting = 'paused' | 'throttle' | 'webhookSecret' | 'webhookUrl' | 'windowEnd' | 'windowStart';

/** The fields for the settings of a batch, by the API's name. */
export const settingFields: Record<Setting, INodeProperties> = {
	paused: {
		displayName: 'Paused',
		name: 'paused',
		type: 'boolean',
		default: true,
		description:
			'Whether no calls are made. Ultravox may not start a batch again that was running when it was paused.',
	},
	throttle: {
		displayName: 'Call Throttle',
		name: 'throttle',
		type: 'string',
		default: '',
		placeholder: 'e.g. evening-calls',
		description:
			'Name or ID of a call throttle of the account, which limits how fast calls are made',
	},
	webhookSecret: {
		displayName: 'Webhook Secret',
		name: 'webhookSecret',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		description:
			'What Ultravox signs its requests to the webhook with, at most 120 characters. Without one, Ultravox chooses it.',
	},
	webhookUrl: {
		displayName: 'Webhook URL',
		name: 'webhookUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com/connect-call',
		description:
			'Where Ultravox sends each call that it does not dial itself, for you to connect. At most 200 characters.',
	},
	windowEnd: {
		displayName: 'Window End',
		name: 'windowEnd',
		type: 'dateTime',
		default: '',
		description:
			'When to stop making calls; rows that are left then expire. Without it the batch runs until all are made.',
	},
	windowStart: {
		displayName: 'Window Start',
		name: 'windowStart',
		type: 'dateTime',
		default: '',
		description: 'When to begin making calls. Without it the batch begins at once.',
	},
};

/**
 * Reads the settings of a batch from a collection.
 *
 * @param given the collection's values
 * @param timeZone the workflow's, for times without a zone
 * @param clears whether an empty field takes the stored value away (update) instead of being refused (create)
 * @returns only what was set, times in UTC; null for what is to be taken away
 * @throws InputError when a value, or the window as a whole, cannot be right
 */
export function readSettings(
	given: Record<string, unknown>,
	timeZone: string,
	clears: boolean,
): BatchSettings {
	const settings: BatchSettings = {};
	for (const name of Object.keys(settingFields) as Setting[]) {
		if (!(name in given)) continue;
		const value = given[name];
		const label = LABELS[name];
		if (isMissing(value)) refuseMissing(label, name === 'paused' ? 'false' : 'an empty text');
		if (typeof value === 'string' && value.trim() === '') {
			if (!clears || name === 'paused') refuseEmpty(label);
			settings[name] = null;
		} else {
			settings[name] = READERS[name](value, label, timeZone);
		}
	}
	checkWindow(settings);
	return settings;
}

type Reader = (value: unknown, label: string, timeZone: string) => string | boolean;

const READERS: Record<Setting, Reader> = {
	paused: readBoolean,
	throttle: (value, label) => readRequiredText(value, label),
	webhookSecret: (value, label) => readRequiredText(value, label, LONGEST_SECRET),
	webhookUrl: (value, label) => readUrl(value, label, LONGEST_URL),
	windowEnd: readDateTime,
	windowStart: readDateTime,
};

function refuseEmpty(label: string): never {
	throw new InputError(
		`${label}: nothing is given`,
		'Fill the field in, or remove it. If it is an expression, check the name of the input field.',
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
