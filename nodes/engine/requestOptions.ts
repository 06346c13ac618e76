import type { INodeProperties } from 'n8n-workflow';
import type { ParameterReader } from '../fields/parameters';
import { DEFAULT_SETTINGS, type ApiSettings } from '../client/ultravoxApi';
import { isRecord } from '../util/guards';

/** Entries that every operation has in its "Options" collection. */
export const commonOptions: INodeProperties[] = [
	{
		displayName: 'Retries',
		name: 'maxRetries',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 10 },
		default: 3,
		description:
			'How often a request is sent again when Ultravox is busy or does not answer. Only what can be repeated without harm is sent again.',
	},
	{
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 600 },
		default: 30,
		description: 'How many seconds to wait for an answer before giving up',
	},
];

/**
 * Reads what every operation offers under "Options".
 *
 * @param fns n8n's functions for this execution
 * @param itemIndex the item whose values count
 */
export function readRequestOptions(fns: ParameterReader, itemIndex: number): Partial<ApiSettings> {
	const given = fns.getNodeParameter('options', itemIndex, {});
	const options = isRecord(given) ? given : {};
	const seconds = clamp(options.timeout, 0.1, 600);
	const retries = clamp(options.maxRetries, 0, 10);
	return {
		timeoutMs: seconds === undefined ? DEFAULT_SETTINGS.timeoutMs : seconds * 1000,
		maxRetries: retries === undefined ? DEFAULT_SETTINGS.maxRetries : Math.floor(retries),
	};
}

function clamp(value: unknown, least: number, most: number): number | undefined {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number)
		? Math.min(Math.max(number, least), most)
		: undefined;
}
