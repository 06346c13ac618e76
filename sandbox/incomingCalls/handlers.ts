import type { ProviderState } from '../phoneNumbers/store';
import type { JsonObject } from '../state';
import type { ProviderWithNumbers } from '../phoneNumbers/providers';

type Method = 'GET' | 'POST';

/** Whom a provider asks about the calls of a number. */
export interface Handlers {
	url: string;
	method: Method;
	/** Asked when the first one fails. */
	fallback?: { url: string; method: Method };
}

/**
 * Looks up what a number points at.
 *
 * @param to the number as +15551234567
 * @throws Error where it is none of the account's, or points nowhere
 */
export const handlersOf: Record<
	ProviderWithNumbers,
	(to: string, state: ProviderState) => Handlers
> = {
	twilio(to, { numbers, applications }) {
		const number = found(numbers, 'phone_number', to);
		if (number.trunk_sid)
			throw new Error('The calls of this number go to a trunk; nobody is asked.');
		const sid = number.voice_application_sid;
		const place = sid ? found(applications, 'sid', sid) : number;
		return handlers(place.voice_url, place.voice_method, {
			url: place.voice_fallback_url,
			method: place.voice_fallback_method,
		});
	},
	telnyx(to, { numbers, applications }) {
		const number = found(numbers, 'phone_number', to);
		const application = found(applications, 'id', number.connection_id);
		const { voice_url: url, voice_method: method, voice_fallback_url: fallback } = application;
		return handlers(url, method, { url: fallback, method });
	},
	plivo(to, { numbers, applications }) {
		const number = found(numbers, 'number', to.replace('+', ''));
		const application = found(applications, 'resource_uri', number.application);
		const { answer_url: url, answer_method: method, fallback_answer_url: fallback } = application;
		return handlers(url, method, { url: fallback, method });
	},
};

function found(entries: JsonObject[], name: string, value: unknown): JsonObject {
	const entry = entries.find((one) => one[name] === value);
	if (!entry) throw new Error(`The account has nothing whose ${name} is ${String(value)}.`);
	return entry;
}

function handlers(
	url: unknown,
	method: unknown,
	fallback: { url: unknown; method: unknown },
): Handlers {
	if (typeof url !== 'string' || url === '') throw new Error('The number points nowhere.');
	const isSet = typeof fallback.url === 'string' && fallback.url !== '';
	return {
		url,
		method: methodOf(method),
		...(isSet
			? { fallback: { url: fallback.url as string, method: methodOf(fallback.method) } }
			: {}),
	};
}

const methodOf = (method: unknown): Method =>
	String(method ?? 'POST').toUpperCase() === 'GET' ? 'GET' : 'POST';
