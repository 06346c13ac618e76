import { createHash, randomBytes } from 'crypto';
import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import { createTryMemory } from '../../engine/tryMemory';
import { InputError } from '../../errors/inputError';
import { isAnyOf } from '../../webhooks/isAnyOf';
import { checkAddress } from '../../webhooks/webhookUrl';
import type { PendingCall } from './pending';

/** Where Ultravox reports the end of a call, and how the report is recognised. */
export interface Callback {
	url: string;
	keyHash?: string;
}

/** n8n's own name for the token in the address of a waiting execution; n8n 1.x has none. */
const N8N_TOKEN = 'signature';
/** Our own, short: the address has 200 characters at most. */
const KEY = 'k';
/** 128 bits, 22 characters. */
const KEY_BYTES = 16;

/** A retry may find the call of the try before it, which has the address of then. */
const openKeys = createTryMemory<string>();

/**
 * Makes the address at which n8n lets this execution go on.
 *
 * @param itemIndex zero-based index of the item
 * @throws InputError when n8n has no address for this execution, or Ultravox would not take it
 */
export function callbackFor(fns: IExecuteFunctions, itemIndex: number): Callback {
	const resumeUrl = String(fns.evaluateExpression('{{ $execution.resumeUrl }}', itemIndex));
	if (!URL.canParse(resumeUrl) || !fns.getExecutionId()) {
		throw new InputError(
			'This execution has no address at which the end of a call could be reported',
			'Run the workflow in n8n itself, or use Create, which does not wait.',
		);
	}
	const url = new URL(resumeUrl);
	if (url.searchParams.has(N8N_TOKEN)) return { url: checkAddress(resumeUrl) };
	const keys = openKeys(fns);
	const key = keys.get(itemIndex) ?? randomBytes(KEY_BYTES).toString('base64url');
	keys.set(itemIndex, key);
	url.searchParams.set(KEY, key);
	return { url: checkAddress(url.href), keyHash: hashOf(key) };
}

/** Whether a callback brings what was agreed on. Where n8n has a token of its own, it was checked before this is asked. */
export function isAuthentic(fns: IWebhookFunctions, { keyHash }: PendingCall): boolean {
	if (keyHash === undefined) return true;
	const query: unknown = fns.getQueryData();
	const key = (query as Record<string, unknown> | undefined)?.[KEY];
	return typeof key === 'string' && isAnyOf([hashOf(key)], [keyHash]);
}

function hashOf(key: string): string {
	return createHash('sha256').update(key).digest('hex');
}
