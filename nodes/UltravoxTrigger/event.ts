import type { IDataObject } from 'n8n-workflow';
import { isRecord } from '../util/guards';
import { isEventName, type EventName, type Subscription } from './parameters';

/** What a delivery reports. */
export interface CallEvent {
	name: EventName;
	/** The Call object, as the API sent it. */
	call: IDataObject;
}

/**
 * Reads which event of which call a body reports.
 *
 * @param body with `event` and `call`; older documentation shows it without `event`
 * @returns undefined for events that are not known here, and for what is no event of a call
 */
export function readEvent(body: Record<string, unknown>): CallEvent | undefined {
	const call = isRecord(body.call) ? body.call : body;
	if (typeof call.callId !== 'string' || call.callId === '') return undefined;
	const name = body.event ?? eventOf(call);
	return isEventName(name) ? { name, call: call as IDataObject } : undefined;
}

/** Whether the workflow has subscribed to this event; a webhook that was set differently may still deliver others. */
export function isWanted({ name, call }: CallEvent, { events, agentId }: Subscription): boolean {
	const agent = isRecord(call.agent) ? call.agent.agentId : undefined;
	const callAgentId = call.agentId ?? agent;
	const isOtherAgent =
		agentId !== null && typeof callAgentId === 'string' && callAgentId.toLowerCase() !== agentId;
	return events.includes(name) && !isOtherAgent;
}

/** How far a call has come tells the event of a body that does not name it. */
function eventOf(call: Record<string, unknown>): EventName {
	const isOpen = [undefined, null, 'BILLING_STATUS_PENDING', 'BILLING_STATUS_UNSPECIFIED'];
	if (call.ended)
		return isOpen.includes(call.billingStatus as string) ? 'call.ended' : 'call.billed';
	return call.joined ? 'call.joined' : 'call.started';
}
