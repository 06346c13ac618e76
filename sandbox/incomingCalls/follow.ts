import type { Context } from '../server/context';
import type { ProviderWithNumbers } from '../phoneNumbers/providers';
import { readActions, type Action } from './actions';
import { ask, type Answer, type SentRequest } from './ask';
import { connect } from './connect';
import type { Handlers } from './handlers';
import { LIMITS } from './limits';

/** One request about a call, and its answer. */
export interface Step extends Answer {
	request: SentRequest;
	/** Why the provider could not go by the answer. */
	complaint?: string;
}

/** What became of a caller. */
export type Outcome =
	| 'speaks with an agent'
	| 'is put through'
	| 'hears the busy tone'
	| 'hears that the number cannot be reached'
	| 'is hung up on'
	| 'hears that an application error has occurred';

/** What a caller has heard, and what was asked for it. */
export interface Course {
	outcome: Outcome;
	/** The call at Ultravox that the caller speaks in. */
	callId?: string;
	/** To whom the caller is put through. */
	forwardedTo?: string;
	/** What was read to the caller. */
	said: string[];
	steps: Step[];
}

/** More requests about one call would be a circle. */
const MOST_STEPS = 10;

/** How one line goes on. */
interface Line {
	provider: ProviderWithNumbers;
	handlers: Handlers;
	/** Makes the request to an address. @param more what is sent beside the usual form */
	requestTo(url: string, method: 'GET' | 'POST', more?: Record<string, string>): SentRequest;
	/** How long the provider waits for an answer. */
	limitMs: number;
}

/** Does with a caller what the addresses say, from the one that the number points at until there is no more to do. */
export async function follow(context: Context, line: Line): Promise<Course> {
	const { provider, handlers, limitMs } = line;
	const course: Course = { outcome: 'is hung up on', said: [], steps: [] };
	let isFallback = false;

	const instructions = async (
		url: string,
		method: 'GET' | 'POST',
		more?: Record<string, string>,
	): Promise<Action[] | undefined> => {
		for (let tried = 0; tried < LIMITS[provider].tries; tried++) {
			const request = line.requestTo(url, method, more);
			const answer = await ask(context, request, limitMs);
			const read = instructionsIn(provider, answer);
			course.steps.push({ request, ...answer, ...read });
			if (read.actions) return read.actions;
			// Asked again is only who did not answer.
			if (answer.status !== 0) break;
		}
		const { fallback } = handlers;
		if (isFallback || !fallback || course.steps.length > MOST_STEPS) return undefined;
		isFallback = true;
		return await instructions(fallback.url, fallback.method, {
			...(provider === 'twilio' ? { ErrorCode: '11200', ErrorUrl: url } : {}),
		});
	};

	let actions = await instructions(handlers.url, handlers.method);
	while (actions) {
		const [action, ...rest] = actions;
		if (!action) return course;
		if (action.do === 'redirect') {
			if (course.steps.length > MOST_STEPS) break;
			actions = await instructions(action.url, action.method);
			continue;
		}
		if (action.do === 'say') {
			course.said.push(action.text);
			actions = rest;
			continue;
		}
		try {
			return { ...course, ...carryOut(context, provider, action) };
		} catch (error) {
			course.steps[course.steps.length - 1].complaint = (error as Error).message;
			break;
		}
	}
	return { ...course, outcome: 'hears that an application error has occurred' };
}

/** What an answer tells the provider to do, or why it tells nothing. */
function instructionsIn(
	provider: ProviderWithNumbers,
	{ status, type, body, reason }: Answer,
): { actions?: Action[]; complaint?: string } {
	if (status === 0) return { complaint: reason };
	if (status >= 400) return { complaint: `HTTP ${status}` };
	// Twilio takes an empty answer for "nothing to do", and hangs up: no fallback notices it.
	if (body.trim() === '') return { actions: [] };
	if (!/^(text|application)\/xml$/.test(type))
		return { complaint: `The content is ${type}, no XML.` };
	try {
		return { actions: readActions(provider, body) };
	} catch (error) {
		return { complaint: (error as Error).message };
	}
}

/** @throws Error where it cannot be done */
function carryOut(
	context: Context,
	provider: ProviderWithNumbers,
	action: Exclude<Action, { do: 'redirect' | 'say' }>,
): Partial<Course> {
	switch (action.do) {
		case 'stream': {
			const { callId } = connect(context, provider, action.url, action.settings);
			return { outcome: 'speaks with an agent', callId };
		}
		case 'forward':
			if (action.to === '') throw new Error('There is nobody to put the caller through to.');
			return { outcome: 'is put through', forwardedTo: action.to };
		case 'reject':
			return {
				outcome:
					action.reason === 'busy'
						? 'hears the busy tone'
						: 'hears that the number cannot be reached',
			};
		case 'hangUp':
			return { outcome: 'is hung up on' };
	}
}
