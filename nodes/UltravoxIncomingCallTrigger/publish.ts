import type { IHookFunctions } from 'n8n-workflow';
import { AgentApi } from '../agents/agentApi';
import { requireCredential } from '../client/chosenCredential';
import { UltravoxApi } from '../client/ultravoxApi';
import { isNotFound } from '../errors/apiError';
import { InputError } from '../errors/inputError';
import { errorText, toNodeError } from '../errors/nodeError';
import type { IncomingProvider } from '../incomingCalls/provider';
import { credentialLabel } from '../telephony/account';
import { ConfigApi } from '../telephony/configApi';
import { withoutBlanks } from '../util/pasted';
import { toResult } from '../util/result';
import { checkCredential } from '../webhooks/credentialCache';
import { HOOK_SETTINGS, inHook, isPassing } from '../webhooks/hooks';
import { keyMark, SECRETS_PURPOSE } from '../webhooks/sharedSecret';
import { isPrivate } from '../webhooks/webhookUrl';
import { readDefaultAgent, readLimit, readProvider, triggerName } from './parameters';
import { openStore } from './staticData';

/**
 * Refuses what could not work, while somebody sees it: calls come when nobody looks.
 *
 * @returns true
 * @throws NodeApiError or NodeOperationError for the editor
 */
export async function checkBeforePublishing(fns: IHookFunctions): Promise<boolean> {
	return await inHook(fns, {}, async () => {
		const incoming = readProvider(fns);
		const agentId = readDefaultAgent(fns);
		readLimit(fns);
		await checkCredential(fns);
		await checkSecret(fns, incoming);
		const api = new UltravoxApi(fns, HOOK_SETTINGS);
		const store = openStore(fns);
		const account = keyMark(await api.derivedKey(SECRETS_PURPOSE));
		const published = `${incoming.provider.id} ${agentId} ${account}`;
		const check = async () => {
			const doubts = await doubtsAboutAgent(api, incoming, agentId);
			store.published = published;
			return doubts;
		};
		const warnings = await unlessPublished(fns, store.published === published, check);
		const url = fns.getNodeWebhookUrl('default') ?? '';
		if (URL.canParse(url) && isPrivate(url)) {
			warnings.push(
				`${url} is a private address, which ${incoming.provider.label} cannot reach. Set the environment variable WEBHOOK_URL (N8N_WEBHOOK_URL since n8n 2) to a public address, or use a tunnel.`,
			);
		}
		store.warnings = warnings;
		for (const warning of warnings) fns.logger.warn(`${triggerName(fns)}: ${warning}`);
		return true;
	});
}

/** @throws InputError where the provider's requests could not be recognised; what n8n throws for a credential that cannot be read */
async function checkSecret(fns: IHookFunctions, { provider, secret }: IncomingProvider) {
	requireCredential(fns, provider.credentialType, credentialLabel(provider));
	const value: unknown = (await fns.getCredentials(provider.credentialType))[secret.name];
	if (typeof value === 'string' && withoutBlanks(value) !== '') return;
	throw new InputError(
		`${provider.label} credential, ${secret.label}: this field is empty`,
		'Open the credential and fill it in.',
	);
}

/** @throws ApiError, worded where there is no such agent */
async function doubtsAboutAgent(
	api: UltravoxApi,
	{ provider }: IncomingProvider,
	agentId: string,
): Promise<string[]> {
	const read = await toResult(new AgentApi(api).get(agentId));
	if ('error' in read) {
		if (!isNotFound(read.error)) throw read.error;
		throw read.error.worded({
			message: 'Default Agent: Ultravox has no agent with this ID in the account of the credential',
			description: 'Choose one from the list.',
		});
	}
	const config = await new ConfigApi(api, provider).find();
	if (!config) {
		return [
			`Default Agent: this Ultravox account has no ${provider.label} configuration, so the agent cannot take the calls that the workflow does not decide about. Make one with Create of the ${provider.label} Telephony Config.`,
		];
	}
	const { callCreationAllowAllAgents: all, callCreationAllowedAgentIds: ids = [] } = config;
	return all === true || ids.some((id) => id.toLowerCase() === agentId)
		? []
		: [
				`Default Agent: it is not allowed on the ${provider.label} line, so it cannot take the calls that the workflow does not decide about. Allow it with Update of the ${provider.label} Telephony Config.`,
			];
}

/**
 * n8n 1 publishes anew at its start, when the service may be out of reach or the agent may have been deleted meanwhile:
 * giving up would unpublish what works.
 *
 * @param isUnchanged whether the trigger was published as it is now
 * @returns what the check found, and why it could not be made
 */
async function unlessPublished(
	fns: IHookFunctions,
	isUnchanged: boolean,
	check: () => Promise<string[]>,
): Promise<string[]> {
	const done = await toResult(check());
	if ('value' in done) return done.value;
	const why = errorText(toNodeError(fns.getNode(), done.error, undefined));
	if (!isPassing(done.error)) {
		if (isUnchanged) return [why];
		throw done.error;
	}
	fns.logger.warn(`${triggerName(fns)}: the Default Agent could not be checked. ${why}`);
	return [];
}
