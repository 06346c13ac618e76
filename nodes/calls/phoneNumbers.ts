import { InputError } from '../errors/inputError';
import { readRequiredText } from '../fields/readers';
import { show } from '../fields/values';

const E164 = /^\+[1-9]\d{6,14}$/;
const SIP = /^sips?:[^\s@<>:;]+@[^\s@<>:;]+(:\d{1,5})?(;[\w.-]+(=[^\s;<>]+)?)*$/i;

/** What may be dialled, or shown as the caller. */
export type AddressKind = 'phone' | 'sip' | 'phoneOrSip';

/** Whether a text is a phone number as the providers want it: a plus sign, the country code, at most 15 digits. */
export function isPhoneNumber(text: string): boolean {
	return E164.test(text);
}

/**
 * Reads a phone number or a SIP address.
 *
 * @param value what the user typed or an expression gave; surrounding white space does no harm
 * @param label the field's label
 * @param kind what is allowed here
 * @returns the number in E.164 form, or the SIP address with its `sip:`
 * @throws InputError for anything else; the sentence shows the number as it should be where that is clear
 */
export function readAddress(value: unknown, label: string, kind: AddressKind): string {
	const text = readRequiredText(value, label);
	const fits =
		(kind !== 'sip' && isPhoneNumber(text)) || (kind !== 'phone' && SIP.test(text.toLowerCase()));
	if (fits) return text;
	const digits = text.replace(/[\s().-]/g, '');
	const meant = [digits, `+${digits}`].find(isPhoneNumber);
	const [what, how] = ADVICE[kind];
	throw new InputError(
		`${label}: ${show(value)} is not ${what}`,
		kind !== 'sip' && meant ? `Write it as ${meant}, if that is the number.` : how,
	);
}

const PHONE_ADVICE = 'Begin with + and the country code and use digits only, such as +15551234567.';
const SIP_ADVICE = 'Write it as sip:name@host, such as sip:+15551234567@carrier.example.';

const ADVICE: Record<AddressKind, [what: string, how: string]> = {
	phone: ['a phone number in E.164 form', PHONE_ADVICE],
	sip: ['a SIP address', SIP_ADVICE],
	phoneOrSip: [
		'a phone number in E.164 form or a SIP address',
		`${PHONE_ADVICE} For SIP: ${SIP_ADVICE}`,
	],
};
