import type { IDataObject } from 'n8n-workflow';
import { readChoice, readRequiredText } from '../fields/readers';
import { toDuration } from '../fields/duration';
import type { ParameterReader } from '../fields/parameters';
import { readKeyValues } from '../fields/keyValues';
import { InputError } from '../errors/inputError';
import type { FieldLabels } from '../errors/apiError';
import { isMissing, isRecord } from '../util/guards';
import { readBoolean, readJsonObject, show } from '../fields/values';
import { MEDIUM_FIELD_LABELS, PHONE_MEDIA } from './mediumFields';
import { isPhoneNumber, readAddress, type AddressKind } from '../fields/phoneNumbers';

export { mediumFields } from './mediumFields';

/** The API's CallMedium: one key, the medium, with its settings. */
export type CallMedium = IDataObject;

/** Labels by the API's field paths, from the call's body down, for what the API says about them. */
export const MEDIUM_API_LABELS: FieldLabels = Object.fromEntries([
	['medium', MEDIUM_FIELD_LABELS.medium],
	...[...PHONE_MEDIA, 'sip'].flatMap((medium) => [
		[`medium.${medium}.outgoing.to`, MEDIUM_FIELD_LABELS.to],
		[`medium.${medium}.outgoing.from`, MEDIUM_FIELD_LABELS.from],
		[`medium.${medium}.outgoing.additionalParams`, MEDIUM_FIELD_LABELS.additionalParams],
	]),
]) as FieldLabels;

/** What each provider takes as the called side; Plivo takes several, joined with `<`. */
const TARGETS: Record<string, AddressKind> = {
	twilio: 'phoneOrSip',
	telnyx: 'phone',
	plivo: 'phoneOrSip',
	sip: 'sip',
};

/**
 * Reads the fields of `mediumFields` for one item and checks what would be dialled.
 *
 * @param fns n8n's functions for this execution
 * @param itemIndex zero-based index of the item
 * @returns the API's CallMedium, e.g. `{ twilio: { outgoing: { to, from } } }`; holds the SIP password when one was given
 * @throws InputError for numbers and addresses in a wrong form, and for settings that do not fit the medium
 */
export function readMedium(
	fns: Pick<ParameterReader, 'getNodeParameter'>,
	itemIndex: number,
): CallMedium {
	const read = (name: string, fallback: unknown): unknown =>
		fns.getNodeParameter(name, itemIndex, fallback) as unknown;
	const medium = read('medium', 'twilio');
	const given = read('mediumOptions', {});
	const options = isRecord(given) ? given : {};
	switch (medium) {
		case 'twilio':
		case 'telnyx':
		case 'plivo':
			return { [medium]: { ...phoneCall(medium, read, options), ...keyPresses(options) } };
		case 'sip':
			return { sip: sipCall(read, options) };
		case 'exotel':
			return { exotel: keyPresses(options) };
		case 'webRtc':
			return { webRtc: dataMessages(options) };
		case 'serverWebSocket':
			return { serverWebSocket: { ...webSocket(options), ...dataMessages(options) } };
		default:
			throw new InputError(
				`${MEDIUM_FIELD_LABELS.medium}: ${show(medium)} is none of the media`,
				`Choose one from the list, or let the expression give one of ${[...PHONE_MEDIA, 'sip', 'exotel', 'webRtc', 'serverWebSocket'].join(', ')}.`,
			);
	}
}

/**
 * Whether Ultravox itself dials with this medium, so that nobody has to connect a join URL.
 *
 * @param medium the API's CallMedium, e.g. `{ twilio: { outgoing } }`
 */
export function isDialled(medium: CallMedium): boolean {
	return Object.values(medium).some((settings) => isRecord(settings) && 'outgoing' in settings);
}

/**
 * Finds the secrets inside a medium, for `api.keepSecret`.
 *
 * @param medium the API's CallMedium
 * @returns the SIP password, where there is one
 */
export function mediumSecrets(medium: CallMedium): string[] {
	const { sip } = medium;
	const outgoing = isRecord(sip) ? sip.outgoing : undefined;
	const password = isRecord(outgoing) ? outgoing.password : undefined;
	return typeof password === 'string' ? [password] : [];
}

const readUrgency = readChoice('URGENCY_IMMEDIATE', 'URGENCY_SOON', 'URGENCY_LATER');

type Read = (name: string, fallback: unknown) => unknown;

function connects(read: Read): boolean {
	const connection = read('connection', 'outgoing');
	if (connection === 'outgoing' || connection === 'joinUrl') return connection === 'joinUrl';
	throw new InputError(
		`${MEDIUM_FIELD_LABELS.connection}: ${show(connection)} is neither outgoing nor joinUrl`,
		'Choose one from the list.',
	);
}

function phoneCall(medium: string, read: Read, options: Record<string, unknown>): IDataObject {
	if (connects(read)) return {};
	const to = readTargets(medium, read('to', ''));
	const from = readCaller(medium, read('from', ''), to);
	const params = readKeyValues(options, 'additionalParams', MEDIUM_FIELD_LABELS.additionalParams);
	return {
		outgoing: { to, from, ...(params ? { additionalParams: params as IDataObject } : {}) },
	};
}

function readTargets(medium: string, value: unknown): string {
	const text = medium === 'plivo' && typeof value === 'string' ? value.split('<') : [value];
	return text.map((one) => readAddress(one, MEDIUM_FIELD_LABELS.to, TARGETS[medium])).join('<');
}

/** Twilio also takes a client identifier as the caller, but only towards a SIP address. */
function readCaller(medium: string, value: unknown, to: string): string {
	if (medium === 'twilio' && !isPhoneNumber(to))
		return readRequiredText(value, MEDIUM_FIELD_LABELS.from);
	return readAddress(value, MEDIUM_FIELD_LABELS.from, 'phone');
}

function sipCall(read: Read, options: Record<string, unknown>): IDataObject {
	if (connects(read)) return { incoming: {} };
	const outgoing: IDataObject = {
		to: readAddress(read('to', ''), MEDIUM_FIELD_LABELS.to, TARGETS.sip),
		from: readRequiredText(read('from', ''), MEDIUM_FIELD_LABELS.from),
	};
	for (const name of ['username', 'password'] as const) {
		if (name in options)
			outgoing[name] = readRequiredText(options[name], MEDIUM_FIELD_LABELS[name]);
	}
	return { outgoing };
}

function keyPresses(options: Record<string, unknown>): IDataObject {
	const message: IDataObject = {};
	if ('dtmfText' in options)
		message.text = readRequiredText(options.dtmfText, MEDIUM_FIELD_LABELS.dtmfText);
	if ('dtmfUrgency' in options) {
		message.urgency = readUrgency(options.dtmfUrgency, MEDIUM_FIELD_LABELS.dtmfUrgency);
	}
	const says = Object.keys(message).length > 0;
	const ignore =
		'dtmfIgnore' in options && readBoolean(options.dtmfIgnore, MEDIUM_FIELD_LABELS.dtmfIgnore);
	if (ignore && says) {
		throw new InputError(
			`${MEDIUM_FIELD_LABELS.dtmfText}: there is nothing to tell while key presses are ignored`,
			`Remove it, or turn off ${MEDIUM_FIELD_LABELS.dtmfIgnore}.`,
		);
	}
	if (ignore) return { dtmfHandling: { ignore: true } };
	return says ? { dtmfHandling: { userTextMessage: message } } : {};
}

function dataMessages(options: Record<string, unknown>): IDataObject {
	if (!('dataMessages' in options)) return {};
	const messages = readJsonObject(options.dataMessages, MEDIUM_FIELD_LABELS.dataMessages);
	return { dataMessages: messages as IDataObject };
}

function webSocket(options: Record<string, unknown>): IDataObject {
	// The API insists on the first of the numbers; the others have defaults there.
	const settings: IDataObject = { inputSampleRate: 48_000 };
	for (const name of ['inputSampleRate', 'outputSampleRate', 'clientBufferSizeMs'] as const) {
		if (!(name in options)) continue;
		const raw = options[name];
		const number = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
		if (isMissing(number) || !Number.isInteger(number) || (number as number) < 0) {
			throw new InputError(
				`${MEDIUM_FIELD_LABELS[name]}: ${show(raw)} is not a whole number`,
				'Enter a number such as 48000.',
			);
		}
		settings[name] = number as number;
	}
	if ('mediaIdleTimeout' in options) {
		settings.mediaIdleTimeout = toDuration(
			options.mediaIdleTimeout,
			MEDIUM_FIELD_LABELS.mediaIdleTimeout,
			10,
		);
	}
	return settings;
}
