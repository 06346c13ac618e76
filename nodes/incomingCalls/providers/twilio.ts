import { createHmac } from 'crypto';
import { twilio as provider } from '../../telephony/providers/twilio';
import { textOr } from '../../util/guards';
import { isAnyOf } from '../compare';
import { directionOf, hasEndedStatus, type Form, type IncomingProvider } from '../provider';
import { element } from '../xml';

/**
 * Twilio's calls. Sources: https://www.twilio.com/docs/usage/webhooks/webhooks-security (signature),
 * https://www.twilio.com/docs/voice/twiml (requests and TwiML),
 * https://docs.ultravox.ai/telephony/telephony-platforms (how a call joins).
 */
export const twilio: IncomingProvider = {
	provider,
	secret: { name: 'authToken', label: 'Auth Token' },
	isGenuine({ urls, form, header }, secrets) {
		const given = header('x-twilio-signature');
		if (given === undefined) return false;
		const texts = urls.flatMap(withAndWithoutPort).map((url) => url + sorted(form));
		const expected = secrets.flatMap((secret) => texts.map((text) => sign(text, secret)));
		return isAnyOf([given], expected);
	},
	read({ CallSid, From = '', To = '', Direction, FromCity, FromCountry }) {
		return CallSid
			? {
					providerCallId: CallSid,
					from: From,
					to: To,
					direction: directionOf(Direction),
					city: textOr(FromCity, null),
					country: textOr(FromCountry, null),
				}
			: undefined;
	},
	isOver: hasEndedStatus,
	join: (joinUrl) => [element('Connect', {}, element('Stream', { url: joinUrl }))],
	forward: (to) => [element('Dial', {}, element(/^sips?:/i.test(to) ? 'Sip' : 'Number', {}, to))],
	reject: (reason) => [element('Reject', { reason })],
	say: (text, language) => [element('Say', { language }, text), element('Hangup')],
	redirect: (url) => [element('Redirect', { method: 'POST' }, url)],
};

function sign(text: string, secret: string): string {
	return createHmac('sha1', secret).update(text).digest('base64');
}

/** Names and values without anything between them, by name; of a name that comes more than once each value once. */
function sorted(form: Form): string {
	const fields = new Map<string, Set<string>>();
	for (const [name, value] of form) fields.set(name, (fields.get(name) ?? new Set()).add(value));
	return [...fields.keys()]
		.sort()
		.flatMap((name) => [...(fields.get(name) ?? [])].sort().map((value) => name + value))
		.join('');
}

/** Twilio signs the address with the usual port or without it, as it pleases. */
function withAndWithoutPort(url: string): string[] {
	const found = /^(https?):\/\/([^/?#]*?)(:\d+)?(?=[/?#]|$)/i.exec(url);
	if (!found) return [url];
	const [start, scheme, host, port] = found;
	const rest = url.slice(start.length);
	const usual = scheme.toLowerCase() === 'https' ? ':443' : ':80';
	return [`${scheme}://${host}${port ?? usual}${rest}`, `${scheme}://${host}${rest}`];
}
