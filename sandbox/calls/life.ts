import type { Context } from '../server/context';
import { addMessage } from './messages';
import type { StoredCall } from './store';

/** "12.5s" → 12.5 */
export function seconds(duration: unknown): number {
	return Number(String(duration).slice(0, -1));
}

const iso = (at: number) => new Date(at).toISOString();
const ms = (text: string) => Date.parse(text);

/** Somebody connects, `at` milliseconds. */
export function join(context: Context, call: StoredCall, at: number): void {
	if (call.joined !== null || call.ended !== null) return;
	call.joined = iso(at);
	const speaker = call.settings.firstSpeakerSettings as { agent?: { text?: string } } | undefined;
	if (speaker?.agent) addMessage(call, 'AGENT', speaker.agent.text ?? 'Hello, how can I help?', 1);
	context.events.emit('call.joined', call);
}

/** The call is over, for one of the API's end reasons. */
export function end(context: Context, call: StoredCall, reason: string, at: number): void {
	if (call.ended !== null) return;
	call.ended = iso(at);
	call.endReason = reason;
	if (call.joined !== null && reason !== 'system_error') {
		addMessage(call, 'USER', 'Thank you, goodbye.', talked(call));
	}
	context.events.emit('call.ended', call);
}

/** Billing is settled. */
export function bill(context: Context, call: StoredCall, at: number): void {
	if (call.ended === null || call.billed !== null) return;
	call.billed = iso(at);
	context.events.emit('call.billed', call);
}

/** Seconds from joined to ended; 0 while one of them is missing. */
export function talked(call: StoredCall): number {
	if (call.joined === null || call.ended === null) return 0;
	return (ms(call.ended) - ms(call.joined)) / 1000;
}

interface Step {
	at: number;
	run(): void;
}

function nextStep(context: Context, call: StoredCall): Step | undefined {
	const { plan, settings } = call;
	const step = (from: string, after: number | null, run: (at: number) => void) => {
		if (after === null) return undefined;
		const at = ms(from) + after * 1000;
		return { at, run: () => run(at) };
	};
	if (call.ended === null) {
		if (call.joined === null) {
			const timeout = seconds(settings.joinTimeout);
			return plan.joinAfter === null || plan.joinAfter > timeout
				? step(call.created, timeout, (at) => end(context, call, 'unjoined', at))
				: step(call.created, plan.joinAfter, (at) => join(context, call, at));
		}
		const limit = seconds(settings.maxDuration);
		return plan.talkFor === null || plan.talkFor > limit
			? step(call.joined, limit, (at) => end(context, call, 'timeout', at))
			: step(call.joined, plan.talkFor, (at) => end(context, call, 'hangup', at));
	}
	const summary = call.summarized
		? undefined
		: step(call.ended, plan.summaryAfter, () => {
				call.summarized = true;
			});
	const billing =
		call.billed === null
			? step(call.ended, plan.billAfter, (at) => bill(context, call, at))
			: undefined;
	if (summary && billing) return summary.at <= billing.at ? summary : billing;
	return summary ?? billing;
}

/** Does what the plans of all calls say until `now` (milliseconds), oldest first. */
export async function liveOn(context: Context, now: number): Promise<void> {
	let due: Step[];
	do {
		due = [...context.state.calls.values()]
			.map((call) => nextStep(context, call))
			.filter((step): step is Step => step !== undefined && step.at <= now)
			.sort((a, b) => a.at - b.at);
		for (const step of due) step.run();
	} while (due.length > 0);
	await context.events.settled();
}
