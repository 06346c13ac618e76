import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { checkId } from '../fields/locators';
import { isSeveralGivingNothing } from '../fields/expressions';
import { readNumber } from '../fields/readers';
import { InputError } from '../errors/inputError';
import { isMissing, isRecord } from '../util/guards';
import { readBoolean, refuseMissing, show } from '../fields/values';
import { DEFAULT_TOLERANCE } from './fields';
import type { SecretSettings } from '../webhooks/secretRotation';

/** The API's event names, in the order in which a call goes through them. */
export const EVENTS = ['call.started', 'call.joined', 'call.ended', 'call.billed'] as const;

export type EventName = (typeof EVENTS)[number];

/** What starts the workflow. */
export interface Subscription {
	events: EventName[];
	/** Null for all agents. */
	agentId: string | null;
}

type Fns = Pick<IHookFunctions | IWebhookFunctions, 'getNode' | 'getNodeParameter'>;

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

/** Parameters that are read when a delivery or its execution is under way: label, usual value, reader. */
const READ_LATER: Record<string, [string, unknown, (value: unknown, label: string) => unknown]> = {
	simplify: ['Simplify', true, readBoolean],
	'options.ignoreDuplicates': ['Ignore Duplicates', true, readBoolean],
	'options.includeSecrets': ['Include Secrets', false, readBoolean],
	'options.includeTranscript': ['Include Transcript', false, readBoolean],
	'options.summaryWait': ['Wait for Summary', 0, readNumber(0, 600)],
	'options.timestampTolerance': ['Timestamp Tolerance', DEFAULT_TOLERANCE, readNumber(1, 86_400)],
};

/** Looks at what starts the execution, and so has no value yet when the workflow is published. */
const OF_THE_EVENT = /\$(?:json|input|items|item|binary|node|execution|\()/;

/**
 * Refuses what cannot be right among the settings that are read later, when nobody would hear of it.
 *
 * @throws InputError when a value is none of those that can be
 */
export function checkReadLater(fns: IHookFunctions): void {
	const { parameters } = fns.getNode();
	for (const [path, [label, usual, read]] of Object.entries(READ_LATER)) {
		const [name, entry] = path.split('.');
		const whole: unknown = parameters[name];
		const raw = entry !== undefined && isRecord(whole) ? whole[entry] : whole;
		if (typeof raw === 'string' && OF_THE_EVENT.test(raw)) continue;
		read(fns.getNodeParameter(path, usual), label);
	}
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
	if (events.length > 0 && names.includes('')) {
		throw new InputError(
			`Events: there is nothing between two commas, or at one end of ${show(raw)}`,
			'One of the values that the list is made of is missing. Check the expressions.',
		);
	}
	if (events.length > 0) return events;
	throw new InputError('Events: none is chosen', 'Choose at least one event.');
}

function readAgent(fns: Fns): string | null {
	const raw: unknown = fns.getNodeParameter('agentId', '');
	const value = isRecord(raw) ? raw.value : raw;
	const stored: unknown = fns.getNode().parameters.agentId;
	const isGap = isSeveralGivingNothing(isRecord(stored) ? stored.value : stored, value);
	if (isMissing(value) || isGap) refuseMissing('Agent', 'an empty text');
	return value === '' ? null : checkId(value, 'Agent');
}
