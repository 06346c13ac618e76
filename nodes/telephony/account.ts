import type { INodeProperties } from 'n8n-workflow';
import { requireCredential } from '../client/chosenCredential';
import type { ParameterReader } from '../fields/parameters';
import { InputError } from '../errors/inputError';
import { isMissing } from '../util/guards';
import { withoutBlanks } from '../util/pasted';
import { show } from '../fields/values';
import { readChosen, type Choice, type Chooser, type WriteOperation } from './chooser';
import type { AccountField, TelephonyProvider } from './provider';

/** The account's fields under the API's names; a field that the user left alone is absent. */
export type Account = Record<string, string>;

type AccountSource = 'keep' | 'credential' | 'manual';

const KEEP: Choice<AccountSource> = {
	name: 'Keep as It Is',
	value: 'keep',
	description: 'Do not change the account that Ultravox has. Sends nothing.',
};
const CREDENTIAL: Choice<AccountSource> = {
	name: 'From Saved Credential',
	value: 'credential',
	description: 'Kept encrypted by n8n and not readable in the workflow. Sends all of it.',
};
const MANUAL: Choice<AccountSource> = {
	name: 'From the Fields Below',
	value: 'manual',
	description:
		'For values that come from an earlier step, such as a freshly made token. Sends what is filled in.',
};

const CHOICES: Record<WriteOperation, Array<Choice<AccountSource>>> = {
	create: [CREDENTIAL, MANUAL],
	upsert: [CREDENTIAL, MANUAL, KEEP],
	update: [KEEP, CREDENTIAL, MANUAL],
};

const chooser = (provider: TelephonyProvider): Chooser<AccountSource> => ({
	label: accountLabel(provider),
	choices: (operation) => CHOICES[operation],
});

/** Label of the chooser of the account. */
export const accountLabel = ({ label }: TelephonyProvider): string => `${label} Account`;

/** Label of the credential that holds the account. */
export const credentialLabel = ({ label }: TelephonyProvider): string =>
	`${label} Account Credential`;

/** Makes the fields for the provider's account: where it comes from, and the fields to fill in by hand. */
export function accountFields(
	provider: TelephonyProvider,
	operation: WriteOperation,
): INodeProperties[] {
	const choices = CHOICES[operation];
	const usual = choices[0].value;
	return [
		{
			displayName: `${provider.label} Account`,
			name: 'accountSource',
			type: 'options',
			noDataExpression: true,
			options: [...choices],
			default: usual,
			description: `Where the ${provider.label} account that Ultravox uses comes from`,
		},
		...provider.account.map(
			({ name, label, description, placeholder, secret }): INodeProperties => ({
				displayName: label,
				name,
				type: 'string',
				...(secret ? { typeOptions: { password: true } } : {}),
				default: '',
				placeholder,
				description:
					operation === 'create'
						? description
						: `${description}. Leave empty to keep the stored one.`,
				displayOptions: { show: { '/accountSource': ['manual'] } },
			}),
		),
	];
}

/**
 * Reads the provider's account for an item from where the user said it comes from.
 *
 * @param fns n8n's functions for this execution
 * @param operation whose panel it stands in; Create needs every field
 * @returns the fields to send; empty when the stored account stays as it is
 * @throws InputError when a value cannot be right, or is missing though it is needed
 */
export async function readAccount(
	fns: ParameterReader,
	provider: TelephonyProvider,
	itemIndex: number,
	operation: WriteOperation,
): Promise<Account> {
	const [usual] = CHOICES[operation];
	const source = readChosen(
		fns.getNodeParameter('accountSource', itemIndex, usual.value),
		chooser(provider),
		operation,
	);
	if (source === 'keep') return {};
	const saved = source === 'credential' ? await readSaved(fns, provider, itemIndex) : undefined;
	const account: Account = {};
	for (const field of provider.account) {
		const label = saved ? `${provider.label} credential, ${field.label}` : field.label;
		const value = saved ? saved[field.name] : readField(fns, field, itemIndex);
		const text = checkField({ ...field, label }, value);
		if (text !== '') account[field.name] = text;
		else if (saved) refuseIncomplete(label, 'Open the credential and fill it in.');
	}
	if (Object.keys(account).length === 0) {
		throw new InputError(
			`${accountLabel(provider)}: none of the fields below is filled in`,
			`Fill in ${provider.account.map(({ label }) => label).join(' or ')}${operation === 'create' ? '' : ', or choose Keep as It Is'}.`,
		);
	}
	if (operation === 'create') requireComplete(provider, account);
	return account;
}

/**
 * Makes sure that every field of the account is there, as the API wants it for a new configuration.
 *
 * @throws InputError naming the first one that is missing
 */
export function requireComplete(provider: TelephonyProvider, account: Account): void {
	if (Object.keys(account).length === 0) {
		throw new InputError(
			`${accountLabel(provider)}: there is no ${provider.label} configuration yet that could be kept`,
			`Choose ${CREDENTIAL.name} or ${MANUAL.name}: a new configuration needs the whole account.`,
		);
	}
	const missing = provider.account.find(({ name }) => !account[name]);
	if (missing) refuseIncomplete(missing.label, 'A new configuration needs the whole account.');
}

/** @throws InputError when no credential is chosen; what n8n throws when it cannot be read */
async function readSaved(fns: ParameterReader, provider: TelephonyProvider, itemIndex: number) {
	const { credentialType } = provider;
	requireCredential(
		fns,
		credentialType,
		credentialLabel(provider),
		`Or set ${accountLabel(provider)} to ${MANUAL.name}.`,
	);
	return await fns.getCredentials(credentialType, itemIndex);
}

function refuseIncomplete(label: string, advice: string): never {
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
