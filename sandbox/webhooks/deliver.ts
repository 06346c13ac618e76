import { showCall } from '../calls/show';
import type { StoredCall } from '../calls/store';
import type { Context } from '../server/context';
import { postSigned } from './post';
import type { StoredWebhook } from './store';

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

/** Where a delivery goes: a webhook of the account, or the callback of a single call. */
export type Target = Pick<StoredWebhook, 'url' | 'secrets'> & { webhook?: StoredWebhook };

/** As documented: up to ten times again, at first after half a minute, then after twice as long each time. */
const MOST_RETRIES = 10;
const FIRST_RETRY_MS = 30_000;

const isTaken = (status: number) => status >= 200 && status < 300;

/** Sends an event once. @returns the status answered, 0 for none */
export async function send(
	context: Context,
	event: string,
	call: StoredCall,
	target: Target,
	options: DeliverOptions,
): Promise<number> {
	const { state } = context;
	const { url, webhook } = target;
	const content = options.body ?? { event, call: showCall(state, call) };
	const text = typeof content === 'string' ? content : JSON.stringify(content);
	const { timestamp: when, signature } = options;
	const timestamp = when instanceof Date ? when.toISOString() : when;
	const secrets = options.secrets ?? target.secrets;
	const status = await postSigned(context, url, text, secrets, { timestamp, signature });
	const { callId } = call;
	state.deliveries.push({ webhookId: webhook?.webhookId ?? null, url, event, callId, status });
	note(context, webhook, status);
	return status;
}

/** Sends an event, and lets it be sent again as time passes until it is acknowledged. */
export async function sendUntilTaken(
	context: Context,
	event: string,
	call: StoredCall,
	target: Target,
	retries = 0,
): Promise<void> {
	const status = await send(context, event, call, target, {});
	if (isTaken(status) || retries >= MOST_RETRIES) return;
	context.state.redeliveries.push({
		at: context.clock.now() + FIRST_RETRY_MS * 2 ** retries,
		send: async () => await sendUntilTaken(context, event, call, target, retries + 1),
	});
}

/** Sends again what is due at `now` (milliseconds since 1970). */
export async function redeliver({ state }: Context, now: number): Promise<void> {
	const due = state.redeliveries.filter(({ at }) => at <= now);
	state.redeliveries = state.redeliveries.filter(({ at }) => at > now);
	for (const one of due) await one.send();
}

function note({ clock }: Context, webhook: StoredWebhook | undefined, status: number): void {
	if (!webhook) return;
	const before = webhook.status;
	webhook.status = isTaken(status) ? 'normal' : 'unhealthy';
	if (webhook.status !== before) webhook.lastStatusChange = clock.iso();
	if (isTaken(status)) return;
	const failure = status === 0 ? 'No answer' : `HTTP ${status}`;
	webhook.recentFailures.push({ timestamp: clock.iso(), failure });
}
