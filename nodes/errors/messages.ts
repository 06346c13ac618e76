import type { ApiErrorFacts, FieldLabels, FieldMessage, Wording } from './apiError';
import { changes, seconds, shorten, triesText, unknownOutcome, waitText } from './sentences';

/** What an operation adds to the general wording. */
export interface WordingHelp {
	labels?: FieldLabels;
	wording?: Readonly<Partial<Record<number, Wording>>>;
}

const CREDENTIAL = 'the Ultravox API credential';
/** n8n takes a run for canceled, and not for an error, by this word in this spelling. */
export const CANCELED = 'The execution was canceled';

/**
 * Makes message and description for a failed request.
 *
 * @param facts what happened
 * @param help the operation's labels and sentences
 */
export function describeApiError(facts: ApiErrorFacts, help: WordingHelp = {}): Wording {
	switch (facts.kind) {
		case 'status':
			return wordStatus(facts, help);
		case 'foreignNextPage':
			return {
				message: `The list goes on at another address (${facts.host}), which is not asked`,
				description: `The API key is only sent to the Base URL itself. Check the Base URL in ${CREDENTIAL}.`,
			};
		case 'redirect':
			return {
				message: `${facts.host} answered with a redirect, which is not followed`,
				description: unknownOutcome(
					facts,
					`The API key is only sent to the Base URL itself. Check the Base URL in ${CREDENTIAL}.`,
				),
			};
		case 'endless':
			return {
				message: 'The list that Ultravox gives comes to no end, so it is not complete',
				description:
					'It brought the same entries again, or page after page without any. Nothing of it is handed on. Try again later, turn off Return All, or narrow the list with Filters.',
			};
		case 'content':
			return {
				message: `What ${facts.host} sent is not the file that is due: ${facts.detail ?? 'its content is another'}`,
				description: 'Nothing of it was kept. Run this step again later.',
			};
		case 'unexpectedBody':
			return {
				message: `What ${facts.host} answered is not an answer of the Ultravox API`,
				description: changes(facts)
					? `Check the Base URL in ${CREDENTIAL}. If it is right, look up whether the change was made before you run this again.`
					: `Check the Base URL in ${CREDENTIAL}. If it is right, try again later.`,
			};
		case 'emptyBody':
			return {
				message: 'Ultravox answered without the data that is due',
				description: changes(facts)
					? 'The change may have been made. Look it up with a Get operation before you run this again.'
					: 'Try again later.',
			};
		case 'storage':
			return wordStorage(facts);
		case 'timeout':
			return {
				message: `Ultravox did not answer within ${seconds((facts.timeoutMs ?? 0) / 1000)}${triesText(facts)}`,
				description: unknownOutcome(facts, 'Try again later, or raise Timeout under Options.'),
			};
		case 'cancelled':
			return {
				message: CANCELED,
				description: unknownOutcome(facts, 'Run it again when you are ready.'),
			};
		default:
			return wordUnreachable(facts);
	}
}

/**
 * What the API said, as a sentence to put behind one's own.
 *
 * @returns e.g. ` Ultravox says: To: Not a number.`; empty when it said nothing
 */
export function apiWords({ messages = [] }: ApiErrorFacts, labels: FieldLabels = {}): string {
	const said = messages.map((entry) => labelled(entry, labels));
	return said.length > 0 ? ` Ultravox says: ${shorten(said.join(' · '))}` : '';
}

function wordStatus(facts: ApiErrorFacts, { labels = {}, wording = {} }: WordingHelp): Wording {
	const status = facts.status ?? 0;
	const said = (facts.messages ?? []).map((entry) => labelled(entry, labels));
	const api = apiWords(facts, labels);
	const operationWording = wording[status];
	if (operationWording)
		return status === 404
			? operationWording
			: { ...operationWording, description: operationWording.description + api };
	switch (status) {
		case 401:
			return {
				message: 'Ultravox did not accept the API key',
				description: `Open ${CREDENTIAL} and paste a current key from the Ultravox console.`,
			};
		case 402:
			return {
				message: 'The Ultravox account cannot be billed',
				description: `Its free minutes are used up or it has no active subscription. Open the billing page of the Ultravox console.${api}`,
			};
		case 403:
			return {
				message: 'The API key is not allowed to do this',
				description: `Check in the Ultravox console that the key in ${CREDENTIAL} has the permission and that the account's plan includes the feature.${api}`,
			};
		case 404:
			return {
				message: 'Ultravox does not have what this step asks for',
				description: `Check the ID, and that the API key belongs to the same account. It may have been deleted.${api}`,
			};
		case 429:
			return {
				message: `Ultravox asks for fewer requests${triesText(facts)}`,
				description: `${waitText(facts)}Send fewer items at once, or turn on Retry On Fail in the node's settings.${api}`,
			};
		default:
			return status >= 500
				? {
						message: `Ultravox cannot answer at the moment (status ${status})${triesText(facts)}`,
						description: unknownOutcome(facts, `${waitText(facts)}Try again later.${api}`),
					}
				: wordRefused(status, facts, said);
	}
}

function wordRefused(status: number, facts: ApiErrorFacts, said: string[]): Wording {
	if (status === 408 || status === 499) {
		return {
			message: `Ultravox, or something in between, gave up waiting (status ${status})${triesText(facts)}`,
			description: unknownOutcome(facts, `Try again later.${apiWords(facts)}`),
		};
	}
	if (said.length === 0) {
		return {
			message: `Ultravox refused the request without saying why (status ${status})`,
			description: 'Compare the values of this step with the Ultravox documentation.',
		};
	}
	const aboutField = (facts.messages ?? []).some(({ path }) => path !== '');
	return {
		message: shorten(said.join(' · ')),
		description: aboutField
			? `Ultravox refused this value (status ${status}). Change it and run the step again.`
			: `Ultravox refused the request (status ${status}). Check the values of this step and run it again.`,
	};
}

function wordStorage(facts: ApiErrorFacts): Wording {
	const { host, method, status } = facts;
	const isSending = method === 'PUT';
	if (isSending && status !== undefined) {
		return {
			message: `${host}, where Ultravox keeps files, did not take the file (status ${status})${triesText(facts)}`,
			description:
				'Nothing was changed in the knowledge base. The address is good for some minutes only. Run this step again.',
		};
	}
	if (isSending) {
		return {
			message: `Ultravox wants the file at an address at ${host} to which it is not sent`,
			description: 'Files are sent over https only. Check the Base URL of the credential.',
		};
	}
	return status === undefined
		? {
				message: `Ultravox points to an address at ${host} for the file that is not followed`,
				description: 'Files are fetched over https only, and from at most five addresses in a row.',
			}
		: {
				message: `${host}, where Ultravox keeps the file, did not hand it over (status ${status})${triesText(facts)}`,
				description: 'The address is good for some minutes only. Run this step again.',
			};
}

/** @param check what to check; a whole sentence */
export function wordUnreachable(
	facts: ApiErrorFacts,
	check = `Check the Base URL in ${CREDENTIAL} and the network of this n8n.`,
): Wording {
	const code = facts.code ?? '';
	if (/ENOTFOUND|EAI_AGAIN/.test(code)) {
		return { message: `The address ${facts.host} was not found`, description: check };
	}
	if (/CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS/.test(code)) {
		return {
			message: `The certificate of ${facts.host} is not valid`,
			description: `The connection was given up before any key was sent. ${check}`,
		};
	}
	if (/EPROTO|ERR_SSL/.test(code)) {
		return { message: `${facts.host} does not speak https`, description: check };
	}
	if (/ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/.test(code)) {
		return { message: `Nothing answers at ${facts.host}${triesText(facts)}`, description: check };
	}
	if (code === 'BLOCKED') {
		return {
			message: `This n8n does not let requests out to ${facts.host}`,
			description:
				'Ask who runs it: its rules for addresses that workflows may ask forbid this one.',
		};
	}
	if (code === 'PROTOCOL') {
		return {
			message: `The answer of ${facts.host} is no proper HTTP, so it cannot be read${triesText(facts)}`,
			description: unknownOutcome(facts, `Try again later. ${check}`),
		};
	}
	return {
		message: `The connection to ${facts.host} was lost before the answer was complete${triesText(facts)}`,
		description: unknownOutcome(facts, 'Try again later.'),
	};
}

/**
 * Puts the editor's label in front of what the API said about a field.
 *
 * @returns e.g. `Allowed Agents (entry 2): …`; the text alone when it is about the request as a whole
 */
export function labelled({ path, text }: FieldMessage, labels: FieldLabels): string {
	if (path === '') return text;
	const parts = path.split('.');
	for (let length = parts.length; length > 0; length--) {
		const name = parts.slice(0, length).join('.');
		if (Object.hasOwn(labels, name)) return `${labels[name]}${rest(parts.slice(length))}: ${text}`;
	}
	return `${rest(parts).replace(/^ (?:\u203a )?/, '')}: ${text}`;
}

function rest(parts: string[]): string {
	return parts
		.map((part) => (/^\d+$/.test(part) ? ` (entry ${Number(part) + 1})` : ` › ${part}`))
		.join('');
}
