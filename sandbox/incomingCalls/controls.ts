import { end } from '../calls/life';
import type { Context } from '../server/context';
import type { ProviderWithNumbers } from '../phoneNumbers/providers';
import { TELNYX_SIGNING_KEY } from '../telephonyConfigs/telnyxKeys';
import { ask, type Answer, type SentRequest } from './ask';
import { follow, type Course } from './follow';
import { formOf, newCallId, overOf } from './forms';
import { handlersOf, type Handlers } from './handlers';
import { LIMITS } from './limits';
import { sign, type Form } from './sign';

/** Somebody calls. What is left out is as usual. */
export interface Caller {
	provider: ProviderWithNumbers;
	/** A number of the account at the provider, as +15551234567. */
	to: string;
	/** Who calls. */
	from?: string;
	/** Whom the provider asks, instead of what the number points at. */
	handlers?: Handlers;
	/** The provider's ID of the call; one that was there before is a repetition. */
	providerCallId?: string;
	/** More that the provider knows, under its own names. */
	form?: Record<string, string>;
	/** Signed with this instead of the account's Auth Token (of Telnyx: its signing key). */
	secret?: string;
	/** Signed at this time, in milliseconds since 1970. */
	signedAt?: number;
	/** How long the provider waits, in milliseconds. */
	limitMs?: number;
	/** Changes a signed request on its way. */
	onTheWay?(request: SentRequest): SentRequest;
}

/** What became of a call. */
export interface CalledResult extends Course {
	provider: ProviderWithNumbers;
	providerCallId: string;
	/** Whoever called, and what became of it, as a sentence. */
	summary: string;
}

/** What tests do as callers. */
export interface IncomingControls {
	/** Calls a number, and does what it is told until the caller is with somebody or nobody. */
	call(caller: Caller): Promise<CalledResult>;
	/** As `call`, but the provider's first request is all there is: its answer gets lost. @returns the lost answer */
	askInVain(caller: Caller): Promise<Answer>;
	/** Sends a request of an earlier call once more, byte for byte. */
	replay(request: SentRequest): Promise<Answer>;
	/** The caller hangs up, and the provider tells so where it is used to. @returns what it was answered */
	hangUp(result: CalledResult): Promise<Answer | undefined>;
}

const SOMEBODY = '+15551230000';

export function createIncomingControls(context: Context): IncomingControls {
	const { state, clock } = context;

	const requestMaker = (caller: Caller, form: Record<string, string>) => {
		const { provider, signedAt = Date.now(), onTheWay } = caller;
		const { account } = state.phoneProviders[provider];
		const usual = provider === 'telnyx' ? TELNYX_SIGNING_KEY : account.authToken;
		return (url: string, method: 'GET' | 'POST', more: Record<string, string> = {}) => {
			const fields: Form = Object.entries({ ...form, ...more });
			const text = new URLSearchParams(fields).toString();
			const address = method === 'GET' ? `${url}${url.includes('?') ? '&' : '?'}${text}` : url;
			const body = method === 'GET' ? '' : text;
			const what = { url: address, form: method === 'GET' ? [] : fields, body };
			const signed: SentRequest = {
				method,
				url: address,
				headers: {
					...(method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
					...sign[provider](what, caller.secret ?? usual, signedAt),
				},
				body,
			};
			return onTheWay?.(signed) ?? signed;
		};
	};

	const lineOf = (caller: Caller) => {
		const { provider, to, from = SOMEBODY, limitMs } = caller;
		const providerState = state.phoneProviders[provider];
		const providerCallId = caller.providerCallId ?? newCallId[provider]();
		const ringing = { from, to, callId: providerCallId };
		const form = { ...formOf[provider](ringing, providerState), ...caller.form };
		const handlers = caller.handlers ?? handlersOf[provider](to, providerState);
		return {
			provider,
			providerCallId,
			handlers,
			requestTo: requestMaker(caller, form),
			limitMs: limitMs ?? LIMITS[provider].milliseconds,
		};
	};

	return {
		async call(caller) {
			const line = lineOf(caller);
			const { provider, providerCallId } = line;
			const course = await follow(context, line);
			const summary = summaryOf(context, caller.from ?? SOMEBODY, course);
			return { ...course, provider, providerCallId, summary };
		},
		async askInVain(caller) {
			const { handlers, requestTo, limitMs } = lineOf(caller);
			return await ask(context, requestTo(handlers.url, handlers.method), limitMs);
		},
		replay: async (request) => await ask(context, request, LIMITS.twilio.milliseconds),
		async hangUp({ provider, callId, steps: [first] }) {
			const call = callId === undefined ? undefined : state.calls.get(callId);
			if (call) end(context, call, 'hangup', clock.now());
			// Only Plivo tells it to the address that answered, where no other is set.
			if (provider !== 'plivo') return undefined;
			const { url, method, body } = first.request;
			const form = { ...Object.fromEntries(new URLSearchParams(body)), ...overOf[provider] };
			const request = requestMaker({ provider, to: '' }, form)(url, method);
			return await ask(context, request, LIMITS[provider].milliseconds);
		},
	};
}

function summaryOf(context: Context, from: string, course: Course): string {
	const { outcome, callId, forwardedTo, said } = course;
	const call = callId === undefined ? undefined : context.state.calls.get(callId);
	const agent = call?.agentId ? context.state.agents.get(call.agentId)?.name : undefined;
	const heard = said.length > 0 ? `, after "${said.join(' ')}"` : '';
	const whom = agent ?? forwardedTo;
	return `${from} ${outcome}${whom === undefined ? '' : ` (${whom})`}${heard}.`;
}
