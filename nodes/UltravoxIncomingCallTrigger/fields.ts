import type { INodeProperties } from 'n8n-workflow';
import { locator } from '../fields/locators';
import { providerField } from '../telephony/providerField';

/** Seconds that the workflow has, unless the user says otherwise. The caller hears it ring meanwhile. */
export const DEFAULT_LIMIT_SECONDS = 10;

/**
 * Twilio waits for 15 seconds (https://www.twilio.com/docs/api/errors/11205), Plivo for 40
 * (https://docs.plivo.com/docs/voice/concepts/callback-configurations), Telnyx does not say; the answer needs time for its
 * way. One that asks again before gets the same answer.
 */
export const LONGEST_LIMIT_SECONDS = 14;

const notice = (provider: string, displayName: string): INodeProperties => ({
	displayName,
	name: `${provider}Notice`,
	type: 'notice',
	default: '',
	displayOptions: { show: { provider: [provider] } },
});

/** What the user sets. */
export const fields: INodeProperties[] = [
	providerField,
	notice(
		'twilio',
		'At Twilio, open the number. Under Voice Configuration set "A call comes in" to Webhook with the Production URL (click Webhook URLs above), and "Primary handler fails" to https://app.ultravox.ai/api/agents/AGENT_ID/telephony_xml, with the ID of the agent that answers while n8n is down. Both with HTTP POST. Phone Number: Connect does it for you.',
	),
	notice(
		'telnyx',
		'At Telnyx, open the TeXML application of the number. Set the webhook URL to the Production URL (click Webhook URLs above), the failover URL to https://app.ultravox.ai/api/agents/AGENT_ID/telephony_xml, with the ID of the agent that answers while n8n is down, and the voice method to POST.',
	),
	notice(
		'plivo',
		'At Plivo, open the XML application of the number. Set the Answer URL to the Production URL (click Webhook URLs above) and the Fallback Answer URL to https://app.ultravox.ai/api/agents/AGENT_ID/telephony_xml, with the ID of the agent that answers while n8n is down. Both with POST.',
	),
	locator('agent', {
		displayName: 'Default Agent',
		name: 'defaultAgentId',
		description:
			'The agent that gets the call when the workflow stops half-way, does not answer it, or is late. It has to be allowed on the line, see Who May Take Calls of the telephony config.',
	}),
	{
		displayName:
			'An Ultravox step with Incoming Call: Answer, Forward or Reject decides what happens to the call.',
		name: 'answerNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Previous Secret',
				name: 'previousSecret',
				type: 'string',
				typeOptions: { password: true },
				default: '',
				description:
					'The Auth Token (of Telnyx the Public Key) before the one in the credential, so that no call is lost while you change it. Remove it afterwards: it is stored in the workflow.',
			},
			{
				displayName: 'Time Limit',
				name: 'timeout',
				type: 'number',
				typeOptions: {
					minValue: 1,
					maxValue: LONGEST_LIMIT_SECONDS,
					numberPrecision: 1,
				},
				default: DEFAULT_LIMIT_SECONDS,
				description:
					'How many seconds the workflow has to decide, 14 at most. Then the call goes to the Default Agent. The caller hears it ring meanwhile.',
			},
		],
	},
];
