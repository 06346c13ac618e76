import { InputError } from '../errors/inputError';
import { readRequiredText } from './readers';
import { show } from './values';

const E164 = /^\+[1-9]\d{6,14}$/;
const SIP = /^sips?:[^\s@<>:;]+@[^\s@<>:;]+(:\d{1,5})?(;[\w.-]+(=[^\s;<>]+)?)*$/i;
/** What people write between the digits: spaces, dots, slashes, hyphens and dashes. A line break may part two numbers. */
const SEPARATORS = /[^\S\r\n]|[./\p{Pd}]/gu;
/** Marks that copying from a contact or a web page brings along; nobody sees them. */
const INVISIBLE = /[\p{Cf}]/gu;

/** What may be dialled, or shown as the caller. */
export type AddressKind = 'phone' | 'sip' | 'phoneOrSip';

/** Whether a text is a phone number as the providers want it: a plus sign, the country code, at most 15 digits. */
export function isPhoneNumber(text: string): boolean {
	return E164.test(text);
}

/**
 * Reads a phone number or a SIP address.
 *
 * @param value what the user typed or an expression gave; a number with spaces, brackets, dots, hyphens and slashes between
 *   the digits, or with `00` for the plus sign, is taken
 * @param label the field's label
 * @param kind what is allowed here
 * @returns the number in E.164 form, or the SIP address with its `sip:`
 * @throws InputError for anything else, and for a number that may mean two: one without a country code, or `+49 (0)30 …`
 */
export function readAddress(value: unknown, label: string, kind: AddressKind): string {
	const text = readRequiredText(value, label);
	if (kind !== 'phone' && SIP.test(text)) return text;
	const number = kind === 'sip' ? undefined : toNumber(text);
	if (typeof number === 'string') return number;
	const [what, how] = ADVICE[kind];
	const { problem = `is not ${what}`, advice = how } = number ?? {};
	throw new InputError(`${label}: ${show(value)} ${problem}`, advice);
}

/** Why a text that looks like a phone number is none. */
interface Doubt {
	problem: string;
	advice: string;
}

/** The number in E.164 form; what is doubtful about it; undefined for what does not look like a phone number. */
function toNumber(text: string): string | Doubt | undefined {
	const plain = text.replace(INVISIBLE, '').replace(SEPARATORS, '');
	if (/[()]/.test(plain) && !/^[^()]*\(\+?\d+\)[^()]*$/.test(plain)) return undefined;
	// The 0 is for calls within the country and must not be dialled here, but in Italy it would be.
	if (/^(\+|00).*\(0/.test(plain)) return inTwoWays(plain);
	const number = plain.replace(/[()]/g, '').replace(/^00/, '+');
	if (isPhoneNumber(number)) return number;
	if (/^\d{4,15}$/.test(number)) return withoutCountry(number);
	return undefined;
}

function inTwoWays(plain: string): Doubt {
	const digits = plain.replace(/^00/, '+');
	const without = digits.replace(/\(0(\d*)\)/, '$1');
	return {
		problem: 'may be dialled in two ways: with or without the 0 in brackets',
		advice: `Leave it out where it is for calls within the country only: ${without}.`,
	};
}

function withoutCountry(digits: string): Doubt {
	const isNational = digits.startsWith('0') || !isPhoneNumber(`+${digits}`);
	return {
		problem: 'has no country code, so it could be a number of any country',
		advice: isNational
			? PHONE_ADVICE
			: `${PHONE_ADVICE} If the country code is there already, write +${digits}.`,
	};
}

const PHONE_ADVICE = 'Begin with + and the country code, such as +1 555 123 4567.';
const SIP_ADVICE = 'Write it as sip:name@host, such as sip:+15551234567@carrier.example.';

const ADVICE: Record<AddressKind, [what: string, how: string]> = {
	phone: ['a phone number', PHONE_ADVICE],
	sip: ['a SIP address', SIP_ADVICE],
	phoneOrSip: ['a phone number or a SIP address', `${PHONE_ADVICE} For SIP: ${SIP_ADVICE}`],
};
