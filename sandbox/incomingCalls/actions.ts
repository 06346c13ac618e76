import type { ProviderWithNumbers } from '../phoneNumbers/providers';
import { readXml, type XmlElement } from '../server/xml';

/** What a provider does with a call. */
export type Action =
	| { do: 'say'; text: string }
	| { do: 'reject'; reason: 'busy' | 'rejected' }
	| { do: 'hangUp' }
	| { do: 'redirect'; url: string; method: 'GET' | 'POST' }
	| { do: 'forward'; to: string }
	/** `settings`: the attributes, beside the address. */
	| { do: 'stream'; url: string; settings: Record<string, string> };

interface Rule {
	attributes?: string[];
	inside?: string[];
	text?: true;
}

const redirect: Rule = { attributes: ['method'], text: true };
const address: Rule = { text: true };

/** What Twilio and Telnyx, whose TeXML is made after it, have in common; a stream each has its own way. */
const twiml: Record<string, Rule> = {
	Response: { inside: ['Say', 'Reject', 'Hangup', 'Redirect', 'Dial', 'Connect'] },
	Say: { attributes: ['voice', 'language', 'loop'], text: true },
	Reject: { attributes: ['reason'] },
	Hangup: {},
	Redirect: redirect,
	Dial: { attributes: ['callerId', 'timeout'], inside: ['Number', 'Sip'], text: true },
	Number: address,
	Sip: address,
	Connect: { inside: ['Stream'] },
};

/** As far as it goes here: which elements there are, and what may stand in them. */
const GRAMMAR: Record<ProviderWithNumbers, Record<string, Rule>> = {
	// https://www.twilio.com/docs/voice/twiml
	twilio: {
		...twiml,
		Stream: { attributes: ['url', 'name'], inside: ['Parameter'] },
		Parameter: { attributes: ['name', 'value'] },
	},
	// https://developers.telnyx.com/docs/voice/programmable-voice/texml-verbs
	telnyx: {
		...twiml,
		Stream: {
			attributes: [
				'url',
				'name',
				'codec',
				'bidirectionalMode',
				'bidirectionalCodec',
				'bidirectionalSamplingRate',
			],
		},
	},
	// https://www.plivo.com/docs/voice/xml/overview
	plivo: {
		Response: { inside: ['Speak', 'Hangup', 'Redirect', 'Dial', 'Stream'] },
		Speak: { attributes: ['voice', 'language', 'loop'], text: true },
		Hangup: { attributes: ['reason', 'schedule'] },
		Redirect: redirect,
		Dial: { attributes: ['callerId', 'timeout'], inside: ['Number', 'User'] },
		Number: address,
		User: address,
		Stream: { attributes: ['keepCallAlive', 'bidirectional', 'contentType'], text: true },
	},
};

/**
 * Reads what a provider is told to do.
 *
 * @returns in the document's order
 * @throws Error for what is no document of the provider's
 */
export function readActions(provider: ProviderWithNumbers, document: string): Action[] {
	const root = readXml(document);
	if (root.name !== 'Response') throw new Error(`The document is a ${root.name}, no Response.`);
	check(GRAMMAR[provider], root);
	return root.children.map((element) => actionOf(element));
}

function check(grammar: Record<string, Rule>, { name, attributes, children, text }: XmlElement) {
	const { attributes: known = [], inside = [], text: hasText } = grammar[name];
	const unknown = Object.keys(attributes).filter((attribute) => !known.includes(attribute));
	if (unknown.length > 0) throw new Error(`${name} has no ${unknown.join(', ')}.`);
	if (text !== '' && !hasText) throw new Error(`${name} has no text.`);
	for (const child of children) {
		if (!inside.includes(child.name)) throw new Error(`${name} may not have ${child.name} in it.`);
		check(grammar, child);
	}
}

function actionOf({ name, attributes, children, text }: XmlElement): Action {
	switch (name) {
		case 'Say':
		case 'Speak':
			return { do: 'say', text };
		case 'Reject':
			return { do: 'reject', reason: reasonOf(attributes.reason ?? 'rejected') };
		case 'Hangup':
			return attributes.reason === undefined
				? { do: 'hangUp' }
				: { do: 'reject', reason: reasonOf(attributes.reason) };
		case 'Redirect':
			return { do: 'redirect', url: text, method: methodOf(attributes.method ?? 'POST') };
		case 'Dial':
			return { do: 'forward', to: children[0]?.text ?? text };
		case 'Connect': {
			const { url, ...settings } = children[0]?.attributes ?? {};
			return { do: 'stream', url: url ?? '', settings };
		}
		default:
			return { do: 'stream', url: text, settings: attributes };
	}
}

function reasonOf(text: string): 'busy' | 'rejected' {
	if (text === 'busy' || text === 'rejected') return text;
	throw new Error(`There is no reason "${text}".`);
}

function methodOf(text: string): 'GET' | 'POST' {
	const method = text.toUpperCase();
	if (method === 'GET' || method === 'POST') return method;
	throw new Error(`There is no method "${text}".`);
}
