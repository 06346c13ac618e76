import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { readExactBody } from '../webhooks/body';
import { answerAgent, answerNow } from './answer';
import { checkArguments, tellModel } from './checkArguments';
import { CALL_ID_HEADER } from './definition';
import { BODY, limitMs, readToolSettings, triggerName, type ToolSettings } from './parameters';
import { openStore } from './staticData';
import { isFromUltravox } from './verify';

/** The longest that an answer may take on its way back, in milliseconds; a tenth of the time limit where that is less. */
const ON_THE_WAY_MS = 1000;

/** What n8n may take to hand over what Tool: Respond says, in milliseconds; less where the time limit is short. */
const WITHIN_N8N_MS = 200;

/** Said where not even the user's own sentence can be read. */
const UNREADABLE = 'Sorry, that did not work just now.';

/**
 * Handles one use of the tool.
 *
 * @returns what the execution starts with; nothing where none is to start
 */
export async function receive(fns: IWebhookFunctions): Promise<IWebhookResponseData> {
	const begun = Date.now();
	if (!(await isFromUltravox(fns))) return refuse(fns);
	const settings = readSettings(fns);
	if (!settings) {
		answerNow(fns, UNREADABLE);
		return { noWebhookResponse: true };
	}
	const { content: body, rounded } = readExactBody(fns.getRequestObject().rawBody);
	const { values, complaints } = checkArguments(settings.parameters, body, rounded);
	if (complaints.length > 0) {
		if (settings.fixedText !== undefined) {
			// Ultravox does not wait for what is said here.
			fns.logger.warn(`${triggerName(fns)}: no execution was started. ${complaints.join(' ')}`);
		}
		answerNow(fns, tellModel(complaints));
		return { noWebhookResponse: true };
	}
	const limit = limitMs(settings);
	const end = begun + limit - Math.min(ON_THE_WAY_MS, limit / 10);
	const output = {
		...outputOf(fns, settings, values, body),
		...(settings.answerMode === 'responseNode' ? { answerBy: answerBy(end, limit) } : {}),
	};
	answerAgent(fns, {
		mode: settings.answerMode,
		fallbackText: settings.fallbackText ?? settings.fixedText ?? UNREADABLE,
		output,
		withinMs: end - Date.now(),
	});
	return { workflowData: [[{ json: output }]] };
}

/** Until when Tool: Respond has to have answered, so that it is heard. */
function answerBy(end: number, limit: number): string {
	return new Date(end - Math.min(WITHIN_N8N_MS, limit / 20)).toISOString();
}

function outputOf(
	fns: IWebhookFunctions,
	{ name, extras }: ToolSettings,
	parameters: IDataObject,
	body: Record<string, unknown>,
): IDataObject {
	const callId: unknown = fns.getHeaderData()[CALL_ID_HEADER.toLowerCase()];
	const { warnings = [] } = openStore(fns);
	const wanted = (['metadata', 'state', 'conversation'] as const).filter((extra) => extras[extra]);
	return {
		tool: name,
		parameters,
		call: {
			callId: typeof callId === 'string' ? callId : null,
			...Object.fromEntries(wanted.map((extra) => [extra, body[BODY[extra]] ?? null])),
		},
		...(warnings.length > 0 ? { warnings } : {}),
	};
}

/** Says nothing of why: whoever forges should not learn from it. */
function refuse(fns: IWebhookFunctions): IWebhookResponseData {
	fns.getResponseObject().status(401).end();
	return { noWebhookResponse: true };
}

/** @returns undefined where an expression in a field does not work out any more */
function readSettings(fns: IWebhookFunctions): ToolSettings | undefined {
	try {
		return readToolSettings(fns);
	} catch {
		fns.logger.warn(
			`${triggerName(fns)}: what is set in the trigger cannot be read. Publish the workflow again to see why.`,
		);
		return undefined;
	}
}
