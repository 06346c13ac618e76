import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../errors/inputError';
import { isMissing } from '../util/guards';
import { readJsonObject, show } from '../fields/values';
import { settingsOf, type TwilioSettings } from './providers/twilio';
import type { PhoneNumber } from './phoneNumber';

/** How a number was before Connect changed it, and what Connect made it point at: what Disconnect needs. */
export interface Before {
	phoneNumber: string;
	settings: TwilioSettings;
	/** The address that Connect gave it. */
	connectedTo: string;
}

/** Under which names the output holds it; workflows keep them, so they never change. */
const NAMES: Record<keyof TwilioSettings & string, string> = {
	voice_url: 'voiceUrl',
	voice_method: 'voiceMethod',
	voice_fallback_url: 'voiceFallbackUrl',
	voice_fallback_method: 'voiceFallbackMethod',
	voice_application_sid: 'voiceApplicationSid',
	trunk_sid: 'trunkSid',
};

/** The output's name of a setting. */
export const outputName = (setting: string): string => NAMES[setting];

/** Makes the output's `before`. */
export function showBefore(number: PhoneNumber, connectedTo: string): IDataObject {
	const settings = settingsOf(number);
	const named = Object.entries(NAMES).map(([name, shown]) => [shown, settings[name] || null]);
	return { phoneNumber: number.phoneNumber, ...Object.fromEntries(named), connectedTo };
}

/**
 * Reads what Connect gave as `before`, as JSON or as an object.
 *
 * @param value the parameter
 * @param isExpression whether an expression gave it: an empty object of one is something that got lost
 * @returns undefined where the field was left empty
 * @throws InputError for anything else than Connect gave
 */
export function readBefore(value: unknown, isExpression: boolean): Before | undefined {
	const label = 'Restore';
	const isEmpty = isMissing(value) || (typeof value === 'string' && value.trim() === '');
	if (isEmpty && !isExpression) return undefined;
	const given = isEmpty ? {} : readJsonObject(value, label);
	if (Object.keys(given).length === 0 && !isExpression) return undefined;
	const { phoneNumber, connectedTo } = given;
	if (typeof phoneNumber !== 'string' || typeof connectedTo !== 'string') {
		throw new InputError(
			`${label}: ${show(given)} is not what Connect gives as before`,
			'Use the field before of the output of Connect as it is, such as {{ $json.before }}. To take the address away without putting an earlier one back, leave this field empty.',
		);
	}
	const settings = Object.entries(NAMES).map(([name, shown]) => {
		const setting = given[shown] ?? '';
		if (typeof setting === 'string') return [name, setting];
		throw new InputError(`${label}: ${shown} is not a text`, 'Use what Connect gave as it is.');
	});
	return { phoneNumber, connectedTo, settings: Object.fromEntries(settings) as TwilioSettings };
}
