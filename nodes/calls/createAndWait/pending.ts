import type { IDataObject, IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import { isRecord } from '../../util/guards';
import type { CallView } from '../output';

/** What a run that waits has to know when its call ends. Stored by n8n with the execution, so nothing in it is secret. */
export interface PendingCall {
	callId: string;
	view: CallView;
	includeTranscript: boolean;
	/** As the output says it. */
	isNew: boolean;
	/** SHA-256 of the key that the callback has to bring, hexadecimal; undefined where n8n checks a token of its own. */
	keyHash?: string;
}

const PLACE = 'ultravoxPendingCall';

/** Keeps what `readPending` answers until the execution goes on, also when n8n is started again in between. */
export function keepPending(fns: IExecuteFunctions, pending: PendingCall): void {
	// As text: what an expression gives out may be no plain object.
	fns.getContext('node')[PLACE] = JSON.stringify(pending);
}

/**
 * Reads what this node's waiting run has kept.
 *
 * @param fns n8n's functions for a callback; they have no `getContext`, but the expressions they evaluate see the same
 * @returns undefined where the run does not wait for a call
 */
export function readPending(fns: IWebhookFunctions): PendingCall | undefined {
	try {
		const node = escaped(fns.getNode().name);
		const text = fns.evaluateExpression(`{{ $node["${node}"].context["${PLACE}"] }}`);
		const kept: unknown = JSON.parse(String(text));
		return isPending(kept) ? kept : undefined;
	} catch {
		return undefined;
	}
}

/** For a text in an expression: a name may hold quotes, backslashes and braces. */
function escaped(name: string): string {
	return Array.from({ length: name.length }, (_, index) => {
		return `\\u${name.charCodeAt(index).toString(16).padStart(4, '0')}`;
	}).join('');
}

function isPending(kept: unknown): kept is PendingCall {
	return isRecord(kept) && typeof kept.callId === 'string' && isRecord(kept.view);
}

/** The callback for the end of the call is this node's own; nobody else has to see its address. */
export function withoutOwnCallback(output: IDataObject): IDataObject {
	if (!isRecord(output.callbacks)) return output;
	const callbacks = { ...output.callbacks } as IDataObject;
	delete callbacks.ended;
	return { ...output, callbacks };
}
