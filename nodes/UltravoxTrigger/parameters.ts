import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { checkId } from '../fields/locators';
import { InputError } from '../errors/inputError';
import { isRecord } from '../util/guards';
import { readBoolean, refuseMissing, show } from '../fields/values';
import type { SecretSettings } from './secretRotation';

/** The API's event names, in the order in which a call goes through them. */
export const EVENTS = ['call.started', 'call.joined', 'call.ended', 'call.billed'] as const;

export type EventName = (typeof EVENTS)[number];

/** What starts the workflow. */
export interface Subscription {
	events: EventName[];
	/** Null for all agents. */
	agentId: string | null;
}

type Fns = Pick<IHookFunctions | IWebhookFunctions, 'getNodeParameter'>;

/**
 * Reads which events, of which agent, start the workflow.
 *
 * @throws InputError when no event is chosen, or a value is none of those that can be
 */
export function readSubscription(fns: Fns): Subscription {
	return { events: readEvents(fns), agentId: readAgent(fns) };
}

/** Makes one text of what the user has set, to be compared: the same for the same events, agent and secrets. */
export function settingsKey(
	{ events, agentId }: Subscription,
	{ version, keepPrevious }: SecretSettings,
): string {
	return JSON.stringify([events, agentId, version, keepPrevious]);
}

/** Names the trigger in n8n's log, by the node's name. */
export function triggerName(fns: IHookFunctions | IWebhookFunctions): string {
	return `Ultravox Trigger "${fns.getNode().name}"`;
}

/**
 * Reads Secret Version (default 1) and Keep Previous Secret (default on).
 *
 * @throws InputError when Keep Previous Secret is neither on nor off
 */
export function readSecretSettings(fns: Fns): SecretSettings {
	// One by one: another option that does not work out has nothing to do with these.
	const secretVersion: unknown = fns.getNodeParameter('options.secretVersion', 1);
	const keepPreviousSecret: unknown = fns.getNodeParameter('options.keepPreviousSecret', true);
	return {
		version: String(secretVersion ?? 1),
		keepPrevious: readBoolean(keepPreviousSecret, 'Keep Previous Secret'),
	};
}

/**
 * Reads Ignore Duplicates (default on): whether repeated deliveries are to start nothing.
 *
 * @throws InputError when it is neither on nor off
 */
export function readIgnoreDuplicates(fns: Fns): boolean {
	return readBoolean(fns.getNodeParameter('options.ignoreDuplicates', true), 'Ignore Duplicates');
}

/** The collection "Options"; empty where an expression gives none. */
export function readOptions(fns: Fns): Record<string, unknown> {
	const options: unknown = fns.getNodeParameter('options', {});
	return isRecord(options) ? options : {};
}

/** Whether a name is one of the API's events. */
export function isEventName(name: unknown): name is EventName {
	return EVENTS.some((event) => event === name);
}

function readEvents(fns: Fns): EventName[] {
	const raw: unknown = fns.getNodeParameter('events', []);
	const chosen: unknown[] = Array.isArray(raw) ? raw : String(raw ?? '').split(',');
	const names = chosen.map((name) => (typeof name === 'string' ? name.trim() : name));
	const stranger = names.find((name) => name !== '' && !isEventName(name));
	if (stranger !== undefined) {
		throw new InputError(
			`Events: ${show(stranger)} is not an event of Ultravox`,
			`Choose from ${EVENTS.join(', ')}.`,
		);
	}
	const events = EVENTS.filter((event) => names.includes(event));
	if (events.length > 0) return events;
	throw new InputError('Events: none is chosen', 'Choose at least one event.');
}

function readAgent(fns: Fns): string | null {
	const raw: unknown = fns.getNodeParameter('agentId', '');
	const value = isRecord(raw) ? raw.value : raw;
	if (value === undefined || value === null) refuseMissing('Agent', 'an empty text');
	return value === '' ? null : checkId(value, 'Agent');
}
