import { createHmac } from 'crypto';
import { twilio as provider } from '../../telephony/providers/twilio';
import { type Form, type IncomingProvider } from '../provider';
import { isAnyOf } from '../../webhooks/isAnyOf';
import { element } from '../xml';
import { twiml } from './twiml';

/**
 * Twilio's calls. Sources: https://www.twilio.com/docs/usage/webhooks/webhooks-security (signature),
 * https://www.twilio.com/docs/voice/twiml (requests and TwiML),
 * https://docs.ultravox.ai/telephony/telephony-platforms (how a call joins).
 */
export const twilio: IncomingProvider = {
	...twiml,
	provider,
	secret: { name: 'authToken', label: 'Auth Token' },
	isGenuine({ urls, form, header }, secrets) {
		const given = header('x-twilio-signature');
		if (given === undefined) return false;
		const texts = urls.flatMap(withAndWithoutPort).map((url) => url + sorted(form));
		const expected = secrets.flatMap((secret) => texts.map((text) => sign(text, secret)));
		return isAnyOf([given], expected);
	},
	join: (joinUrl) => [element('Connect', {}, element('Stream', { url: joinUrl }))],
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
