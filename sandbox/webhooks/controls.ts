import type { CallEvent } from '../calls/events';
import type { StoredCall } from '../calls/store';
import type { Context } from '../server/context';
import { send, sendUntilTaken, type DeliverOptions, type Target } from './deliver';
import type { Delivery, StoredWebhook } from './store';

export interface WebhookControls {
	/** Everything sent since the start or the last reset, automatic deliveries included. */
	readonly deliveries: Delivery[];
	/**
	 * Sends an event of a call to every webhook that wants it, registered or forced by `url`.
	 *
	 * @returns the statuses, 0 for no answer; empty if nobody wants it
	 */
	deliver(event: string, callId: string, options?: DeliverOptions): Promise<number[]>;
}

const wants = (webhook: StoredWebhook, event: string, call: StoredCall) =>
	webhook.events.includes(event) && (webhook.agentId === null || webhook.agentId === call.agentId);

/** Creates the controls, and delivers by itself while the switch says so. */
export function createWebhookControls(context: Context): WebhookControls {
	const { state, switches } = context;

	const registered = (event: string, call: StoredCall): Target[] =>
		[...state.webhooks.values()]
			.filter((webhook) => wants(webhook, event, call))
			.map((webhook) => ({ url: webhook.url, secrets: webhook.secrets, webhook }));

	context.events.on(async (event, call) => {
		if (!switches.deliverWebhooks) return;
		const targets = [...registered(event, call), ...callbacks(event, call)];
		await Promise.all(
			targets.map(async (target) => await sendUntilTaken(context, event, call, target)),
		);
	});

	return {
		get deliveries() {
			return state.deliveries;
		},
		async deliver(event, callId, options = {}) {
			const call = state.calls.get(callId);
			if (!call) throw new Error(`The sandbox has no call ${callId}.`);
			const targets = registered(event, call);
			if (options.url !== undefined) {
				const known = [...state.webhooks.values()].find(({ url }) => url === options.url);
				targets.splice(0, targets.length, { url: options.url, secrets: known?.secrets ?? [] });
			}
			const statuses: number[] = [];
			for (let round = 0; round < (options.times ?? 1); round += 1) {
				for (const target of targets)
					statuses.push(await send(context, event, call, target, options));
			}
			return statuses;
		},
	};
}

/** The callback that the call's own request named for this event. */
function callbacks(event: CallEvent, call: StoredCall): Target[] {
	const all = (call.settings.callbacks ?? {}) as Record<
		string,
		{ url: string; secrets?: string[] } | undefined
	>;
	const own = all[event.slice('call.'.length)];
	return own ? [{ url: own.url, secrets: own.secrets ?? [] }] : [];
}
