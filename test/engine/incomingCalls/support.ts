import type { INodeParameters } from 'n8n-workflow';
import { UltravoxIncomingCallTrigger } from '../../../nodes/UltravoxIncomingCallTrigger/UltravoxIncomingCallTrigger.node';
import type { ProviderWithNumbers } from '../../../sandbox';
import { providers } from '../../../sandbox/telephonyConfigs/providers';
import type { Account } from '../../support/account';
import {
	webhookNode,
	type Delivery,
	type WebhookHarness,
	type WebhookOptions,
} from '../../support/harness/webhook';
import { PROVIDERS } from '../telephony/providers';
import {
	CALL_ID,
	FORMS,
	SECRETS,
	signedRequest,
	type Signing,
} from '../../support/providerRequests';

export const PUBLIC = 'https://n8n.example.com';

/** A provider's credential whose secret is that of `signedRequest`. */
export function providerCredential(provider: ProviderWithNumbers, secret = SECRETS[provider]) {
	const { credentialType } = PROVIDERS.find(({ id }) => id === provider) ?? PROVIDERS[0];
	const field = provider === 'telnyx' ? 'publicKey' : 'authToken';
	return { [credentialType]: { ...providers[provider].seeded, [field]: secret } };
}

let count = 0;

/** Makes triggers of an account, each under a name of its own: a process remembers what it knows of each. */
export const incomingCallTriggers =
	(account: Account) =>
	(
		provider: ProviderWithNumbers = 'twilio',
		parameters: INodeParameters = {},
		more: Partial<WebhookOptions> = {},
	) => {
		const [agentId] = account.sandbox.state.agents.keys();
		return webhookNode({
			node: UltravoxIncomingCallTrigger,
			nodeName: `Incoming ${++count}`,
			parameters: {
				provider,
				defaultAgentId: { __rl: true, mode: 'id', value: agentId },
				...parameters,
			},
			credentials: { ...account.credentials(), ...providerCredential(provider) },
			baseUrl: PUBLIC,
			...more,
		});
	};

let calls = 0;

const deliveries: Delivery[] = [];

/** Ends what the tests have left without an answer. */
export function answerAll(): void {
	for (const { n8nAnswers } of deliveries.splice(0)) n8nAnswers?.(500, {});
}

/** How a call differs from the usual one. */
export interface Ringing extends Signing {
	form?: Record<string, string>;
	query?: Record<string, string>;
	/** The provider's ID; by default a new one. */
	callId?: string;
	/** The address that is signed, where it is another trigger's. */
	signedUrl?: string;
	/** The path that was called. */
	path?: string;
	/** The body that arrives, instead of what was signed. */
	body?: string;
}

/** A provider asks what to do with a call. */
export async function ring(
	harness: WebhookHarness,
	provider: ProviderWithNumbers,
	{ form = {}, query = {}, callId, signedUrl, path, body, ...signing }: Ringing = {},
) {
	const id = callId ?? `${FORMS[provider][CALL_ID[provider]]}${++calls}`;
	const search = new URLSearchParams(query).toString();
	const url = (signedUrl ?? harness.webhookUrl) + (search === '' ? '' : `?${search}`);
	const fields = { ...FORMS[provider], [CALL_ID[provider]]: id, ...form };
	const request = signedRequest(provider, url, fields, signing);
	const delivery = await harness.deliver({
		...request,
		...(body === undefined ? {} : { body }),
		query,
		...(path === undefined ? {} : { path }),
	});
	deliveries.push(delivery);
	return delivery;
}
