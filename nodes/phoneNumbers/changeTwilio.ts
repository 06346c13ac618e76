import type { IDataObject } from 'n8n-workflow';
import type { ProviderApi } from '../client/providerApi';
import { InputError } from '../errors/inputError';
import type { FieldChange } from '../telephony/report';
import { outputName } from './before';
import type { PhoneNumber } from './phoneNumber';
import { changeTwilioNumber, settingsOf, twilio, type TwilioSettings } from './providers/twilio';

type Change = Partial<TwilioSettings>;

/** Which of the settings would have another value than now. */
export function changedSettings(number: PhoneNumber, wanted: Change): Change {
	const now = settingsOf(number);
	return Object.fromEntries(Object.entries(wanted).filter(([name, value]) => now[name] !== value));
}

/** The same for the output. */
export function showChanges(number: PhoneNumber, change: Change): FieldChange[] {
	const now = settingsOf(number);
	return Object.entries(change).map(([name, value]) => ({
		field: outputName(name),
		before: now[name] || null,
		after: (value as IDataObject[string]) || null,
	}));
}

/** The number as it would be after a change. */
export function foreseeNumber(number: PhoneNumber, change: Change): PhoneNumber {
	const after = { ...settingsOf(number), ...change };
	const isTaken = after.voice_application_sid !== '' || after.trunk_sid !== '';
	return {
		...number,
		...(isTaken
			? {}
			: {
					url: after.voice_url || null,
					method: after.voice_method || null,
					fallbackUrl: after.voice_fallback_url || null,
					application: null,
					trunkId: null,
				}),
	};
}

/**
 * Changes a number, and looks whether Twilio has it so.
 *
 * @returns the number as it is stored then
 * @throws ApiError; InputError where Twilio stored something else
 */
export async function changeAndRead(
	api: ProviderApi,
	number: PhoneNumber,
	change: Change,
): Promise<PhoneNumber> {
	await changeTwilioNumber(api, number.numberId, change);
	const after = await twilio.find(api, number.phoneNumber);
	const differs = after ? Object.keys(changedSettings(after, change)) : ['phoneNumber'];
	if (after && differs.length === 0) return after;
	throw new InputError(
		`Twilio took the change of ${number.phoneNumber}, but stores something else for ${differs.map((name) => NAMES[name] ?? name).join(', ')}`,
		'Somebody else may have changed the number at the same time. Look it up with Get Many, or in the Twilio console.',
	);
}

const NAMES: Record<string, string> = {
	voice_url: 'its address',
	voice_method: 'its method',
	voice_fallback_url: 'its fallback address',
	voice_fallback_method: 'its fallback method',
	voice_application_sid: 'its application',
	trunk_sid: 'its trunk',
};
