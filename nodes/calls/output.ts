import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { ParameterReader } from '../fields/parameters';
import { readSimplify } from '../fields/returnAll';
import { switchOf } from '../fields/switches';
import { withoutToolSecrets } from '../selectedTools/entry';
import { isRecord } from '../util/guards';
import type { Call } from './callApi';
import { simplifyCall } from './simplify';

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
		'Whether the output holds the secrets of callbacks and tools, the password of SIP calls and the headers of data connections. They are then readable in the execution.',
	displayOptions: { show: { '/simplify': [false] } },
};

/**
 * Reads Simplify (default on) and Include Secrets (default off).
 *
 * @param itemIndex zero-based index of the item
 * @throws InputError when one is neither on nor off
 */
export function readView(fns: ParameterReader, itemIndex: number): CallView {
	const options: unknown = fns.getNodeParameter('options', itemIndex, {});
	return {
		simplify: readSimplify(fns, itemIndex),
		includeSecrets: switchOf(options, 'includeSecrets', false, includeSecretsOption.displayName),
	};
}

/**
 * Makes the item's JSON of a call, as the user asked for it.
 *
 * @param call as the API answers it; not changed
 * @returns the fields of `simplifyCall`, or with Simplify off the API's, without secrets unless they are asked for
 */
export function toOutput(call: Call, { simplify, includeSecrets }: CallView): IDataObject {
	if (simplify) return simplifyCall(call);
	return includeSecrets ? call : withoutSecrets(call);
}

/** What a call shows of a data connection, and what its request calls it. */
const DATA_CONNECTIONS = ['dataConnection', 'dataConnectionConfig'];
/** Never answered by today's API; a call is not to hold them should it change. */
const SECRET_FIELDS = ['sharedSecrets', 'webhookSecret'];

/**
 * Takes what others could use out of a call: secrets of callbacks, the password of a SIP call, headers of a data
 * connection (they log in to the other end), fixed values and tokens of tools. What users put into a call (metadata,
 * context) stays.
 *
 * @param call as the API answers or delivers it, or the template of an agent, which has the same settings; not changed
 */
export function withoutSecrets(call: IDataObject): IDataObject {
	const open: IDataObject = { ...call };
	for (const name of SECRET_FIELDS) delete open[name];
	if (isRecord(call.medium)) {
		open.medium = each(call.medium, (settings) => each(settings, without('password')));
	}
	if (call.callbacks !== undefined) open.callbacks = each(call.callbacks, without('secrets'));
	if (call.selectedTools !== undefined) {
		open.selectedTools = withoutToolSecrets(call.selectedTools) as IDataObject[];
	}
	for (const name of DATA_CONNECTIONS) {
		if (isRecord(call[name])) open[name] = without('headers')(call[name]);
	}
	return open;
}

/** Changes each record in a record; what is no record stays as it is. */
function each(record: unknown, change: (inner: unknown) => unknown): IDataObject | null {
	if (!isRecord(record)) return null;
	return Object.fromEntries(
		Object.entries(record).map(([name, inner]) => [name, isRecord(inner) ? change(inner) : inner]),
	) as IDataObject;
}

function without(name: string): (record: unknown) => IDataObject {
	return (record) => {
		const rest = { ...(record as IDataObject) };
		delete rest[name];
		return rest;
	};
}
