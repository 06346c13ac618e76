import type { CallEvent } from '../calls/events';
import { showCall } from '../calls/show';
import type { Context } from '../server/context';
import { postSigned } from './post';
import type { StoredCall } from '../calls/store';
import type { Delivery, StoredWebhook } from './store';

/** What to do differently from the service. */
export interface DeliverOptions {
	/** Sign with these instead of the webhook's own. */
	secrets?: string[];
	/** Send it as often, one after the other (default 1). */
	times?: number;
	/** Sent and signed as it is; null leaves the header out. */
	timestamp?: string | Date | null;
	/** Sent (and signed) instead of the event; an object as JSON. */
	body?: unknown;
	/** Sent instead of the right one; null leaves the header out. */
	signature?: string | null;
	/** Send it here, whoever is registered. */
	url?: string;
}

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

type Target = Pick<StoredWebhook, 'url' | 'secrets'> & { webhook?: StoredWebhook };

const wants = (webhook: StoredWebhook, event: string, call: StoredCall) =>
	webhook.events.includes(event) && (webhook.agentId === null || webhook.agentId === call.agentId);

/** Creates the controls, and delivers by itself while the switch says so. */
export function createWebhookControls(context: Context): WebhookControls {
	const { state, switches, clock } = context;

	const note = (webhook: StoredWebhook | undefined, status: number) => {
		if (!webhook) return;
		const isFine = status >= 200 && status < 300;
		const before = webhook.status;
		webhook.status = isFine ? 'normal' : 'unhealthy';
		if (webhook.status !== before) webhook.lastStatusChange = clock.iso();
		if (isFine) return;
		const failure = status === 0 ? 'No answer' : `HTTP ${status}`;
		webhook.recentFailures.push({ timestamp: clock.iso(), failure });
	};
	const send = async (event: string, call: StoredCall, target: Target, options: DeliverOptions) => {
		const { url, webhook } = target;
		const content = options.body ?? { event, call: showCall(state, call) };
		const text = typeof content === 'string' ? content : JSON.stringify(content);
		const { timestamp: when, signature } = options;
		const timestamp = when instanceof Date ? when.toISOString() : when;
		const secrets = options.secrets ?? target.secrets;
		const status = await postSigned(context, url, text, secrets, { timestamp, signature });
		const { callId } = call;
		state.deliveries.push({ webhookId: webhook?.webhookId ?? null, url, event, callId, status });
		note(webhook, status);
		return status;
	};
	const registered = (event: string, call: StoredCall): Target[] =>
		[...state.webhooks.values()]
			.filter((webhook) => wants(webhook, event, call))
			.map((webhook) => ({ url: webhook.url, secrets: webhook.secrets, webhook }));

	context.events.on(async (event, call) => {
		if (!switches.deliverWebhooks) return;
		const targets = [...registered(event, call), ...callbacks(event, call)];
		await Promise.all(targets.map(async (target) => await send(event, call, target, {})));
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
				for (const target of targets) statuses.push(await send(event, call, target, options));
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
