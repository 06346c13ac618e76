import type { INodeProperties } from 'n8n-workflow';
import { InputError } from '../errors/inputError';
import { isLeftAlone, readChoice, readUrl } from '../fields/readers';
import { checkId, locator, readLocator } from '../fields/locators';
import type { ParameterReader } from '../fields/parameters';
import { switchOf } from '../fields/switches';
import { isRecord } from '../util/guards';
import { isPrivate } from '../webhooks/webhookUrl';
import { agentAddress } from '../agents/agentAddress';
import { dryRunOption } from './fields';

/** Who is to answer the calls. */
export interface Target {
	/** Either an agent, */
	agentId?: string;
	/** or an address. */
	url?: string;
	/** Who answers where that does not; neither leaves it as it is. */
	fallbackAgentId?: string;
	fallbackUrl?: string;
	/** Whether a trunk or an application that takes the calls may be taken off the number. */
	takesOff: boolean;
	dryRun: boolean;
}

export const targetFields: INodeProperties[] = [
	{
		displayName: 'Target',
		name: 'target',
		type: 'options',
		options: [
			{
				name: 'Agent',
				value: 'agent',
				description: 'An Ultravox agent answers. It is allowed on the line in the same step.',
			},
			{
				name: 'URL',
				value: 'url',
				description: 'An address decides, such as that of a trigger of this n8n',
			},
		],
		default: 'agent',
		description: 'Who answers the calls',
	},
	locator('agent', {
		description: 'The agent that answers the calls',
		displayOptions: { show: { target: ['agent'] } },
	}),
	{
		displayName: 'URL',
		name: 'url',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. https://n8n.example.com/webhook/…',
		description: 'The address that the provider asks by POST what to do with a call',
		displayOptions: { show: { target: ['url'] } },
	},
];

const TAKE_OFF = 'Take Off Trunk or Application';
const DRY_RUN = 'Dry Run';
const FALLBACK_AGENT = 'Fallback Agent Name or ID';
const FALLBACK_URL = 'Fallback URL';

export const targetOptions: INodeProperties[] = [
	dryRunOption,
	{
		displayName: 'Fallback Agent Name or ID',
		name: 'fallbackAgentId',
		type: 'options',
		typeOptions: { loadOptionsMethod: 'getAgents' },
		default: '',
		description:
			'The agent that answers when the address does not, such as while n8n is down. It is allowed on the line as well. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
	{
		displayName: 'Fallback URL',
		name: 'fallbackUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com/fallback',
		description: 'The address that the provider asks by POST when the first one does not answer',
	},
	{
		displayName: 'Take Off Trunk or Application',
		name: 'takeOff',
		type: 'boolean',
		default: false,
		description:
			'Whether to take a SIP trunk or an application off the number. Twilio ignores the address of a number that has one.',
	},
];

/**
 * Reads who is to answer.
 *
 * @throws InputError when a value cannot be right
 */
export function readTarget(fns: ParameterReader, itemIndex: number, provider: string): Target {
	const chosen: unknown = fns.getNodeParameter('target', itemIndex, 'agent');
	const isAgent = readChoice('agent', 'url')(chosen, 'Target') === 'agent';
	const given: unknown = fns.getNodeParameter('options', itemIndex, {});
	const options = isRecord(given) ? given : {};
	const has = (name: string, label: string) => !isLeftAlone(options, name, label);
	const target: Target = {
		...(isAgent
			? { agentId: readLocator(fns, 'agent', itemIndex) }
			: { url: publicUrl(fns.getNodeParameter('url', itemIndex, ''), 'URL', provider) }),
		...(has('fallbackAgentId', FALLBACK_AGENT)
			? { fallbackAgentId: checkId(options.fallbackAgentId, FALLBACK_AGENT) }
			: {}),
		...(has('fallbackUrl', FALLBACK_URL)
			? { fallbackUrl: publicUrl(options.fallbackUrl, FALLBACK_URL, provider) }
			: {}),
		takesOff: switchOf(options, 'takeOff', false, TAKE_OFF),
		dryRun: switchOf(options, 'dryRun', false, DRY_RUN),
	};
	if (target.fallbackAgentId === undefined || target.fallbackUrl === undefined) return target;
	throw new InputError(
		`${FALLBACK_URL}: there is a fallback agent too, and only one of both can answer`,
		`Remove one of ${FALLBACK_AGENT} and ${FALLBACK_URL}.`,
	);
}

/** The agents that have to be allowed on the line, without duplicates. */
export function agentsOf({ agentId, fallbackAgentId }: Target): string[] {
	return [...new Set([agentId, fallbackAgentId].filter((id) => id !== undefined))];
}

/** @param home where the addresses of agents are, see `agentHome` */
export function addressesOf(target: Target, home: string): { url: string; fallbackUrl?: string } {
	const { agentId, url = '', fallbackAgentId, fallbackUrl } = target;
	const fallback = fallbackAgentId ? agentAddress(fallbackAgentId, home) : fallbackUrl;
	return {
		url: agentId === undefined ? url : agentAddress(agentId, home),
		...(fallback === undefined ? {} : { fallbackUrl: fallback }),
	};
}

function publicUrl(value: unknown, label: string, provider: string): string {
	const url = readUrl(value, label);
	if (!isPrivate(url)) return url;
	throw new InputError(
		`${label}: ${new URL(url).host} is in a private network, where ${provider} cannot reach it`,
		'Use the public address. If it is this n8n, set the environment variable WEBHOOK_URL (N8N_WEBHOOK_URL since n8n 2), or use a tunnel.',
	);
}

/** What to say of an address that works for a while only; undefined where there is nothing to say. */
export function doubtAbout({ url = '' }: Target): string | undefined {
	return /\/webhook-test\//.test(url)
		? 'URL: this is the address for test runs of n8n, which answers only while the editor listens. Use the production address once the workflow is published.'
		: undefined;
}
