import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';
import { isRecord } from './guards';
import { toResult } from './result';

/** Reads credentials of an execution's items. */
export interface CredentialReader {
	/**
	 * @returns the credential's values for the item
	 * @throws what n8n throws
	 */
	read(type: string, itemIndex: number): Promise<ICredentialDataDecryptedObject>;
	/** Whether the node's credentials may have other values for other items. */
	mayDiffer(): Promise<boolean>;
}

/** The part of n8n's own functions that shows a credential as it is stored. Not public: it may be missing. */
interface Inside {
	additionalData?: {
		credentialsHelper?: {
			getDecrypted?: (...args: unknown[]) => Promise<unknown>;
		};
	};
	getMode?: () => unknown;
}

/**
 * Makes a reader that reads once for all items where no stored value is an expression, and for each item otherwise, as
 * n8n's HTTP Request node does. Reading takes n8n a look into its database and decryption.
 *
 * @param fns n8n's functions for this execution
 */
export function credentialReader(fns: IExecuteFunctions): CredentialReader {
	const read = new Map<string, Promise<ICredentialDataDecryptedObject>>();
	const differing = new Map<string, Promise<boolean>>();
	let any: Promise<boolean> | undefined;
	const single = fns.getInputData().length < 2;
	const differs = async (type: string): Promise<boolean> => {
		if (single) return false;
		const known = differing.get(type) ?? mayHoldExpression(fns, type);
		differing.set(type, known);
		return await known;
	};
	return {
		async read(type, itemIndex) {
			const key = (await differs(type)) ? `${type} ${String(itemIndex)}` : type;
			const opened = read.get(key) ?? fns.getCredentials(type, itemIndex);
			read.set(key, opened);
			return await opened;
		},
		async mayDiffer() {
			// Asked for each item of ten thousand.
			any ??= Promise.all(Object.keys(fns.getNode().credentials ?? {}).map(differs)).then(
				(answers) => answers.includes(true),
			);
			return await any;
		},
	};
}

/** True as well where n8n does not show the credential as it is stored. */
async function mayHoldExpression(fns: IExecuteFunctions, type: string): Promise<boolean> {
	const { additionalData, getMode } = fns as unknown as Inside;
	const helper = additionalData?.credentialsHelper;
	const details = fns.getNode().credentials?.[type];
	if (!details || typeof helper?.getDecrypted !== 'function') return true;
	const asStored = true;
	const outcome = await toResult(
		helper.getDecrypted(additionalData, details, type, getMode?.call(fns), undefined, asStored),
	);
	return !('value' in outcome) || !isRecord(outcome.value) || hasExpression(outcome.value);
}

/** Whether any text in a value is an expression. */
function hasExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	if (typeof value !== 'object' || value === null) return false;
	return Object.values(value).some(hasExpression);
}
