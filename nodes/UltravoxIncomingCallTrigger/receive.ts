import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { agentAddress } from '../agents/agentAddress';
import { answerOfXml, isXmlAnswer } from '../incomingCalls/answer';
import type { Caller, IncomingProvider } from '../incomingCalls/provider';
import { response } from '../incomingCalls/xml';
import { answerInTime, writeAnswer, type HttpAnswer } from '../webhooks/answerInTime';
import { triggerId } from '../webhooks/triggerId';
import { AnsweredCalls } from './answeredCalls';
import { DEFAULT_LIMIT_SECONDS } from './fields';
import { readDefaultAgent, readLimit, readProvider, triggerName } from './parameters';
import { readRequest } from './request';
import { openStore } from './staticData';
import { whoAsks } from './verify';

/** How long before the limit a step has to have decided, so that its answer arrives in time; milliseconds. */
const ON_THE_WAY_MS = 500;

const answered = new AnsweredCalls();

/** Has the provider ask the fallback address that is set there; n8n has nobody to name. */
const UNAVAILABLE: HttpAnswer = { status: 503, headers: {}, body: '' };

/**
 * Handles a provider's question what to do with a call.
 *
 * @returns what the execution starts with; nothing where none is to start
 */
export async function receive(fns: IWebhookFunctions): Promise<IWebhookResponseData> {
	const begun = Date.now();
	const incoming = readProvider(fns);
	const request = readRequest(fns);
	const account = await whoAsks(fns, incoming, request);
	// Says nothing of why: whoever forges should not learn from it.
	if (!account) return answerNow(fns, { status: 403, headers: {}, body: '' });
	const fields = Object.fromEntries(request.form);
	const caller = incoming.read(fields);
	if (!caller) {
		fns.logger.warn(
			`${triggerName(fns)}: a request of ${incoming.provider.label} names no call, so nothing was started. Look whether the number has this address in the place that the trigger names.`,
		);
	}
	if (!caller || incoming.isOver(fields)) return answerNow(fns, answerOfXml(response()));

	const { fallback, limitMs } = readPlan(fns, incoming, account.home);
	const key = `${triggerId(fns)} ${fns.getMode()} ${incoming.provider.id} ${caller.providerCallId}`;
	const known = await answered.known(key, begun, async () => {
		return await answerInTime(fns, {
			withinMs: limitMs - (Date.now() - begun),
			fallback,
			read: (httpResponse, body) =>
				isXmlAnswer(httpResponse, body) ? answerOfXml(String(body)) : undefined,
		});
	});
	if (known) return answerNow(fns, known);
	const answerBy = new Date(begun + limitMs - ON_THE_WAY_MS).toISOString();
	// What was added to the address tells e.g. which line it is; the signature covers it.
	const sent = { ...(fns.getQueryData() as IDataObject), ...fields };
	return { workflowData: [[{ json: outputOf(fns, incoming, caller, answerBy, sent) }]] };
}

function answerNow(fns: IWebhookFunctions, answer: HttpAnswer): IWebhookResponseData {
	writeAnswer(fns, answer);
	return { noWebhookResponse: true };
}

/** What holds where the workflow does not decide in time. An expression that does not work out any more must not end in silence. */
function readPlan(fns: IWebhookFunctions, incoming: IncomingProvider, home: string | undefined) {
	const agentId = unlessUnreadable(fns, readDefaultAgent);
	const limitMs = unlessUnreadable(fns, readLimit) ?? DEFAULT_LIMIT_SECONDS * 1000;
	if (agentId === undefined || home === undefined) return { fallback: UNAVAILABLE, limitMs };
	const fallback = answerOfXml(response(...incoming.redirect(agentAddress(agentId, home))));
	return { fallback, limitMs };
}

function unlessUnreadable<T>(
	fns: IWebhookFunctions,
	read: (fns: IWebhookFunctions) => T,
): T | undefined {
	try {
		return read(fns);
	} catch {
		fns.logger.warn(
			`${triggerName(fns)}: what is set in the trigger cannot be read. Publish the workflow again to see why.`,
		);
		return undefined;
	}
}

function outputOf(
	fns: IWebhookFunctions,
	{ provider }: IncomingProvider,
	{ from, to, direction, city, country, providerCallId }: Caller,
	answerBy: string,
	request: IDataObject,
): IDataObject {
	const { warnings = [] } = openStore(fns);
	return {
		from,
		to,
		direction,
		city,
		country,
		provider: provider.id,
		providerCallId,
		answerBy,
		request,
		...(warnings.length > 0 ? { warnings } : {}),
	};
}
