import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { checkId } from '../fields/locators';
import { readChoice, readNumber } from '../fields/readers';
import { incomingProviders } from '../incomingCalls/providers';
import type { IncomingProvider } from '../incomingCalls/provider';
import { isRecord } from '../util/guards';
import { withoutBlanks } from '../util/pasted';
import { DEFAULT_LIMIT_SECONDS, LONGEST_LIMIT_SECONDS } from './fields';

export type TriggerFns = IHookFunctions | IWebhookFunctions;

/** The trigger in lines of the log. */
export function triggerName(fns: TriggerFns): string {
	return `Ultravox Incoming Call Trigger "${fns.getNode().name}"`;
}

/** @throws InputError for a provider that there is not */
export function readProvider(fns: TriggerFns): IncomingProvider {
	const value: unknown = fns.getNodeParameter('provider', 'twilio');
	const ids = incomingProviders.map(({ provider }) => provider.id);
	const id = readChoice(...ids)(value, 'Provider');
	return incomingProviders.find(({ provider }) => provider.id === id) ?? incomingProviders[0];
}

/** @returns ID of the agent that gets the calls about which the workflow does not decide @throws InputError */
export function readDefaultAgent(fns: TriggerFns): string {
	const raw: unknown = fns.getNodeParameter('defaultAgentId', '');
	return checkId(isRecord(raw) ? raw.value : raw, 'Default Agent');
}

/** @returns how many milliseconds the workflow has @throws InputError */
export function readLimit(fns: TriggerFns): number {
	const options = readOptions(fns);
	const seconds = 'timeout' in options ? options.timeout : DEFAULT_LIMIT_SECONDS;
	return readNumber(1, LONGEST_LIMIT_SECONDS)(seconds, 'Time Limit') * 1000;
}

/** The secret before the one in the credential; an expression that gives nothing, or does not work out, is none. */
export function readPreviousSecret(fns: TriggerFns): string | undefined {
	try {
		const { previousSecret } = readOptions(fns);
		const secret = typeof previousSecret === 'string' ? withoutBlanks(previousSecret) : '';
		return secret === '' ? undefined : secret;
	} catch {
		return undefined;
	}
}

function readOptions(fns: TriggerFns): Record<string, unknown> {
	const options: unknown = fns.getNodeParameter('options', {});
	return isRecord(options) ? options : {};
}
