import type { ParameterReader } from '../fields/parameters';
import { InputError } from '../errors/inputError';
import { isMissing } from '../util/guards';
import { withoutBlanks } from '../util/pasted';
import { show } from '../fields/values';
import type { AccountField, TelephonyProvider } from './provider';

/** The account's fields under the API's names; a field that the user left alone is absent. */
export type Account = Record<string, string>;

/**
 * Reads the provider's account for an item from where the user said it comes from.
 *
 * @param fns n8n's functions for this execution
 * @param complete whether every field is needed
 * @returns the fields to send; empty when the stored account stays as it is
 * @throws InputError when a value cannot be right, or is missing though it is needed
 */
export async function readAccount(
	fns: ParameterReader,
	provider: TelephonyProvider,
	itemIndex: number,
	complete: boolean,
): Promise<Account> {
	const source = fns.getNodeParameter('accountSource', itemIndex, 'keep');
	if (source === 'keep') return {};
	const saved =
		source === 'credential'
			? await fns.getCredentials(provider.credentialType, itemIndex)
			: undefined;
	const account: Account = {};
	for (const field of provider.account) {
		const value = saved ? saved[field.name] : readField(fns, field, itemIndex);
		const text = checkField(field, value);
		if (text !== '') account[field.name] = text;
		else if (saved)
			refuseIncomplete(field, `Open the ${provider.label} credential and fill it in.`);
	}
	if (complete) requireComplete(provider, account);
	return account;
}

/**
 * Makes sure that every field of the account is there, as the API wants it for a new configuration.
 *
 * @throws InputError naming the first one that is missing
 */
export function requireComplete(provider: TelephonyProvider, account: Account): void {
	const missing = provider.account.find(({ name }) => !account[name]);
	if (missing) refuseIncomplete(missing, 'A new configuration needs the whole account.');
}

/** The values of an account that must not show anywhere. */
export function accountSecrets(provider: TelephonyProvider, account: Account): string[] {
	return provider.account.filter(({ secret }) => secret).map(({ name }) => account[name] ?? '');
}

function refuseIncomplete({ label }: AccountField, advice: string): never {
	throw new InputError(`${label}: this field is empty`, advice);
}

function readField(fns: ParameterReader, { name, label }: AccountField, itemIndex: number) {
	const value = fns.getNodeParameter(name, itemIndex, '');
	const raw = fns.getNode().parameters[name];
	const nothing = isMissing(value) || (typeof value === 'string' && value.trim() === '');
	// An expression that finds nothing must not pass for "keep the stored one": a rotation would silently not happen.
	if (nothing && typeof raw === 'string' && raw.startsWith('=')) {
		throw new InputError(
			`${label}: the expression gives no value for this item`,
			'Check the name of the input field, or clear the expression to leave this field out.',
		);
	}
	return value;
}

function checkField(field: AccountField, value: unknown): string {
	const { label, format, formatHint, maxLength = Infinity, secret } = field;
	if (isMissing(value)) return '';
	if (typeof value !== 'string' && typeof value !== 'number') {
		throw new InputError(`${label}: the value is not a text`, 'Check the expression.');
	}
	const text = withoutBlanks(String(value));
	if (text.length > maxLength) {
		throw new InputError(
			`${label}: the value has ${text.length} characters, and ${maxLength} is the most`,
			'Copy it again and check that nothing else came along.',
		);
	}
	if (text !== '' && format && !format.test(text)) {
		throw new InputError(
			`${label}: ${secret ? 'the value' : show(text)} does not look right`,
			formatHint,
		);
	}
	return text;
}
