import type { ProviderAccount } from '../client/providerApi';
import { isNotFound } from '../errors/apiError';
import { publicField } from '../telephony/provider';
import { withoutBlanks } from '../util/pasted';
import type { NumberProvider } from './provider';

/** Says what is missing at Ultravox where it has no configuration for the provider; other errors stay as they are. */
export function configWording(error: unknown, { provider }: NumberProvider): unknown {
	if (!isNotFound(error)) return error;
	return error.worded({
		message: `This Ultravox account has no ${provider.label} configuration yet, so it cannot answer calls`,
		description: `The number was not changed. Make one first: choose the resource ${provider.label} Telephony Config and the operation Create.`,
	});
}

/**
 * What to say where Ultravox has another account at the provider than the number: it recognises calls by the token of the
 * one it has.
 *
 * @param stored as Ultravox has it
 * @returns undefined where there is nothing to say
 */
export function accountDoubt(
	{ provider }: NumberProvider,
	{ data }: ProviderAccount,
	stored: string | undefined,
): string | undefined {
	const { name, label } = publicField(provider);
	const own = data[name];
	if (stored === undefined || typeof own !== 'string' || withoutBlanks(own) === stored) {
		return undefined;
	}
	return `Ultravox has another ${provider.label} account (${label} ${stored}) than this number, so it is likely to reject its calls. Hand this account over with Update of the ${provider.label} Telephony Config.`;
}
