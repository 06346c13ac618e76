import type { IWebhookFunctions } from 'n8n-workflow';
import { agentHome } from '../agents/agentAddress';
import { UltravoxApi } from '../client/ultravoxApi';
import type { IncomingProvider, ProviderRequest } from '../incomingCalls/provider';
import { withoutBlanks } from '../util/pasted';
import { toResult } from '../util/result';
import { LimitedLookup } from '../webhooks/limitedLookup';
import { triggerId } from '../webhooks/triggerId';
import { readPreviousSecret, triggerName } from './parameters';

/** An edited credential calls no method of a trigger; it is noticed within a minute, or by what does not fit. */
const GAP_MS = 2_000;
const KEPT_MS = 60_000;

/** What is in the trigger's credentials. */
interface Account {
	/** By which the provider's requests are recognised; undefined where it cannot be read. */
	secret?: string;
	/** Where the addresses of agents are; undefined where it cannot be read. */
	home?: string;
}

/** Reading credentials takes longer than all the rest, so they are read once a minute at most, and when something does not fit. */
const accounts = new LimitedLookup<Account>(GAP_MS, KEPT_MS);

/**
 * Tells whether a request comes from the provider's account of the credential. Never throws: n8n would start an
 * execution for it, and nobody has shown yet where it comes from.
 *
 * @returns undefined where it does not; else where the addresses of agents are
 */
export async function whoAsks(
	fns: IWebhookFunctions,
	incoming: IncomingProvider,
	request: ProviderRequest,
): Promise<Pick<Account, 'home'> | undefined> {
	const { credentials } = fns.getNode();
	const trigger = `${triggerId(fns)} ${fns.getMode()}`;
	const about = JSON.stringify([incoming.provider.id, credentials]);
	const fits = (account: Account | undefined) =>
		account !== undefined && isGenuine(fns, incoming, request, account);
	const known = accounts.known(trigger, about);
	if (fits(known)) return known;
	const read = await accounts.look(trigger, about, async () => await readAccount(fns, incoming));
	return fits(read) ? read : undefined;
}

function isGenuine(
	fns: IWebhookFunctions,
	incoming: IncomingProvider,
	request: ProviderRequest,
	{ secret }: Account,
): boolean {
	const secrets = [secret, readPreviousSecret(fns)].filter((one) => one !== undefined);
	return secrets.length > 0 && incoming.isGenuine(request, secrets, Date.now());
}

async function readAccount(
	fns: IWebhookFunctions,
	{ provider, secret }: IncomingProvider,
): Promise<Account> {
	const [read, base] = await Promise.all([
		toResult(fns.getCredentials(provider.credentialType)),
		toResult(new UltravoxApi(fns).baseUrl()),
	]);
	const value: unknown = 'value' in read ? read.value[secret.name] : undefined;
	if (!('value' in read) || !('value' in base)) {
		fns.logger.warn(
			`${triggerName(fns)}: a credential cannot be read. Open the node and check it.`,
		);
	}
	return {
		...(typeof value === 'string' && withoutBlanks(value) !== ''
			? { secret: withoutBlanks(value) }
			: {}),
		...('value' in base ? { home: agentHome(base.value) } : {}),
	};
}
