import type { ApiErrorFacts, Wording } from './apiError';
import { CANCELED, wordUnreachable } from './messages';
import { seconds, shorten, triesText, unknownOutcome, waitText } from './sentences';

/**
 * Makes message and description for a request to another service than Ultravox that did not work out.
 *
 * @param service its name, e.g. Twilio
 */
export function describeServiceError(facts: ApiErrorFacts, service: string): Wording {
	const network = 'Check the network of this n8n.';
	switch (facts.kind) {
		case 'status':
			return wordStatus(facts, service);
		case 'timeout':
			return {
				message: `${service} did not answer within ${seconds((facts.timeoutMs ?? 0) / 1000)}${triesText(facts)}`,
				description: unknownOutcome(facts, 'Try again later, or raise Timeout under Options.'),
			};
		case 'cancelled':
			return {
				message: CANCELED,
				description: unknownOutcome(facts, 'Run it again when you are ready.'),
			};
		case 'unreachable':
			return wordUnreachable(facts, network);
		case 'endless':
			return {
				message: `The list that ${service} gives comes to no end, so it is not complete`,
				description: 'Nothing of it is handed on. Try again later, or turn off Return All.',
			};
		case 'foreignNextPage':
			return {
				message: `The list that ${service} gives goes on at another address (${facts.host}), which is not asked`,
				description: `The account is only shown to ${service} itself. ${network}`,
			};
		case 'redirect':
			return {
				message: `${facts.host} answered with a redirect, which is not followed`,
				description: unknownOutcome(
					facts,
					`The account is only shown to ${service} itself. ${network}`,
				),
			};
		default:
			return {
				message: `What ${facts.host} answered is not an answer of ${service}'s API`,
				description: unknownOutcome(facts, `Try again later. ${network}`),
			};
	}
}

/** What providers' refusals have beside sentences: numbers and addresses for machines. */
const FOR_MACHINES = /(^|\.)(code|status|more_info|api_id|url|pointer|parameter)$/;

function wordStatus(facts: ApiErrorFacts, service: string): Wording {
	const status = facts.status ?? 0;
	const said = (facts.messages ?? [])
		.filter(({ path }) => !FOR_MACHINES.test(path))
		.map(({ text }) => text)
		.join(' · ');
	const words = said === '' ? '' : ` ${service} says: ${shorten(said)}`;
	const credential = `the ${service} Account Credential`;
	if (status === 401) {
		return {
			message: `${service} did not accept the account`,
			description: `Open ${credential} and copy its values from the ${service} console again.${words}`,
		};
	}
	if (status === 403) {
		return {
			message: `${service} does not allow this account to do that`,
			description: `Check the rights of the key in ${credential}.${words}`,
		};
	}
	if (status === 404) {
		return {
			message: `${service} does not have what this step asks for`,
			description: `Check that the phone number belongs to the account in ${credential}.${words}`,
		};
	}
	if (status === 429) {
		return {
			message: `${service} asks for fewer requests${triesText(facts)}`,
			description: `${waitText(facts)}Send fewer items at once, or turn on Retry On Fail in the node's settings.${words}`,
		};
	}
	if (status >= 500 || status === 408 || status === 499) {
		return {
			message: `${service} cannot answer at the moment (status ${status})${triesText(facts)}`,
			description: unknownOutcome(facts, `${waitText(facts)}Try again later.${words}`),
		};
	}
	return {
		message: `${service} refused the request (status ${status})`,
		description: said === '' ? 'Compare the values of this step with its console.' : words.trim(),
	};
}
