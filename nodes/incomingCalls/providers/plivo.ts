import { createHmac } from 'crypto';
import { plivo as provider } from '../../telephony/providers/plivo';
import { directionOf, hasEndedStatus, listIn, type Form, type IncomingProvider } from '../provider';
import { isAnyOf } from '../../webhooks/isAnyOf';
import { element } from '../xml';

/**
 * Plivo's calls. Sources: https://www.plivo.com/docs/voice/concepts/signature-validation (signature),
 * https://docs.plivo.com/docs/voice/xml/request and https://docs.plivo.com/docs/voice/xml/hangup (requests and XML),
 * https://docs.ultravox.ai/telephony/telephony-platforms (how a call joins).
 */
export const plivo: IncomingProvider = {
	provider,
	secret: { name: 'authToken', label: 'Auth Token' },
	isGenuine({ urls, form, header }, secrets) {
		const nonce = header('x-plivo-signature-v3-nonce');
		// The second one is made with the token of the main account, where the number is in a subaccount.
		const given = ['x-plivo-signature-v3', 'x-plivo-signature-ma-v3'].flatMap((name) =>
			listIn(header(name)),
		);
		if (nonce === undefined || given.length === 0) return false;
		const texts = urls.map((url) => `${signedPart(url, form)}.${nonce}`);
		const expected = secrets.flatMap((secret) => texts.map((text) => sign(text, secret)));
		return isAnyOf(given, expected);
	},
	read({ CallUUID, From = '', To = '', Direction }) {
		return CallUUID
			? {
					providerCallId: CallUUID,
					from: withPlus(From),
					to: withPlus(To),
					direction: directionOf(Direction),
					city: null,
					country: null,
				}
			: undefined;
	},
	/** Plivo tells the end of a call to the address that answered it, where no other is set. */
	isOver: (fields) => fields.Event?.toLowerCase() === 'hangup' || hasEndedStatus(fields),
	join: (joinUrl) => [
		element(
			'Stream',
			{ keepCallAlive: 'true', bidirectional: 'true', contentType: 'audio/x-l16;rate=16000' },
			joinUrl,
		),
	],
	forward: (to) => [
		element(
			'Dial',
			{},
			/^sips?:/i.test(to) ? element('User', {}, to) : element('Number', {}, to.replace('+', '')),
		),
	],
	reject: (reason) => [element('Hangup', { reason })],
	say: (text, language) => [element('Speak', { language }, text), element('Hangup')],
	redirect: (url) => [element('Redirect', { method: 'POST' }, url)],
};

function sign(text: string, secret: string): string {
	return createHmac('sha256', secret).update(text).digest('base64');
}

/** The address, its query by name, and the form by name without anything between; a dot parts query and form. */
function signedPart(url: string, form: Form): string {
	const [address, query = ''] = url.split('#', 1)[0].split(/\?(.*)/s, 2);
	const ofQuery = sorted([...new URLSearchParams(query)])
		.map(([name, value]) => `${name}=${value}`)
		.join('&');
	const ofForm = sorted(form)
		.map(([name, value]) => name + value)
		.join('');
	if (ofQuery === '' && form.length === 0) return address;
	return `${address}?${ofQuery}${ofQuery !== '' && form.length > 0 ? '.' : ''}${ofForm}`;
}

function sorted(form: Form): Form {
	const order = (one: string, other: string) => (one < other ? -1 : Number(one > other));
	return [...form].sort(
		([name, value], [otherName, otherValue]) => order(name, otherName) || order(value, otherValue),
	);
}

/** Plivo leaves the plus sign away; a number that is known elsewhere has it. */
function withPlus(number: string): string {
	return /^[1-9]\d{6,14}$/.test(number) ? `+${number}` : number;
}
