import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { ParameterReader } from '../fields/parameters';
import { readSimplify } from '../fields/returnAll';
import { switchOf } from '../fields/switches';
import type { UltravoxApi } from '../client/ultravoxApi';
import { isRecord } from '../util/guards';
import { simplifyCall } from './simplify';

/** A call as the API answers it. */
export type Call = IDataObject & { callId: string };

/** Path of all calls. */
export const CALLS = '/api/calls';

/** Path of one call. */
export const callPath = (callId: string): string => `${CALLS}/${encodeURIComponent(callId)}`;

/** Whether an answer is a call. */
export function isCall(body: unknown): body is Call {
	return isRecord(body) && typeof body.callId === 'string';
}

/**
 * Reads one call.
 *
 * @throws ApiError
 */
export async function readCall(api: UltravoxApi, callId: string): Promise<Call> {
	const call = await api.send({ method: 'GET', path: callPath(callId), isExpected: isCall });
	return markJoinUrlSecret(api, call as Call);
}

/** Keeps the join URL, with which anybody can join, out of messages. @returns the call */
export function markJoinUrlSecret(api: UltravoxApi, call: Call): Call {
	api.keepSecret(call.joinUrl);
	return call;
}

/** How calls are to be shown. */
export interface CallView {
	simplify: boolean;
	includeSecrets: boolean;
}

/** Entry for the Options of operations that answer with calls. */
export const includeSecretsOption: INodeProperties = {
	displayName: 'Include Secrets',
	name: 'includeSecrets',
	type: 'boolean',
	default: false,
	description:
		'Whether the output holds the secrets of callbacks and the password of SIP calls. They are then readable in the execution.',
	displayOptions: { show: { '/simplify': [false] } },
};

/** Reads Simplify and Include Secrets. @throws InputError */
export function readView(fns: ParameterReader, itemIndex: number): CallView {
	const options: unknown = fns.getNodeParameter('options', itemIndex, {});
	return {
		simplify: readSimplify(fns, itemIndex),
		includeSecrets: switchOf(options, 'includeSecrets', false, includeSecretsOption.displayName),
	};
}

/** The form of a call that the user asked for. The call itself is not changed. */
export function toOutput(call: Call, { simplify, includeSecrets }: CallView): IDataObject {
	if (simplify) return simplifyCall(call);
	return includeSecrets ? call : withoutSecrets(call);
}

function withoutSecrets(call: Call): IDataObject {
	const open: IDataObject = { ...call };
	const { sip } = isRecord(call.medium) ? call.medium : {};
	const outgoing = isRecord(sip) ? sip.outgoing : undefined;
	if (isRecord(outgoing)) open.medium = { sip: { outgoing: without(outgoing, 'password') } };
	if (call.callbacks !== undefined) open.callbacks = openCallbacks(call.callbacks);
	return open;
}

function openCallbacks(callbacks: unknown): IDataObject | null {
	if (!isRecord(callbacks)) return null;
	return Object.fromEntries(
		Object.entries(callbacks).map(([event, one]) => [
			event,
			isRecord(one) ? without(one, 'secrets') : null,
		]),
	);
}

function without(record: Record<string, unknown>, name: string): IDataObject {
	const rest = { ...record };
	delete rest[name];
	return rest as IDataObject;
}
