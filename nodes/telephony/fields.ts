import type { INodeProperties } from 'n8n-workflow';
import { LABELS } from './labels';
import type { TelephonyProvider } from './provider';

/**
 * Makes the fields for the provider's account: where it comes from, and the fields to fill in by hand.
 *
 * @param provider whose account
 * @param keep whether the stored account may stay as it is, which is then the default
 */
export function accountFields(provider: TelephonyProvider, keep: boolean): INodeProperties[] {
	const usual = keep ? 'keep' : 'credential';
	return [
		{
			displayName: `${provider.label} Account`,
			name: 'accountSource',
			type: 'options',
			noDataExpression: true,
			options: [
				...(keep
					? [
							{
								name: 'Keep as It Is',
								value: 'keep',
								description: 'Do not change the account that Ultravox has',
							},
						]
					: []),
				{
					name: 'From Saved Credential',
					value: 'credential',
					description: 'Kept encrypted by n8n and not readable in the workflow',
				},
				{
					name: 'From the Fields Below',
					value: 'manual',
					description: 'For values that come from an earlier step, such as a freshly made token',
				},
			],
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
				description: keep ? `${description}. Leave empty to keep the stored one.` : description,
				displayOptions: { show: { accountSource: ['manual'] } },
			}),
		),
	];
}

/**
 * Makes the line above the settings. The editor shows a collection's description only on hover, and what is
 * said here has to be known before the first run.
 *
 * @param text what to know
 */
export const settingsNotice = (text: string): INodeProperties => ({
	displayName: text,
	name: 'settingsNotice',
	type: 'notice',
	default: '',
});

const ALL_AGENTS = { loadOptionsMethod: 'getAgents' };

const HOW_TO_CHOOSE =
	'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>';

const agentList = (
	displayName: string,
	name: string,
	purpose: string,
	hint?: string,
): INodeProperties => {
	const description = `${purpose}. ${HOW_TO_CHOOSE} that gives a list or IDs separated by commas.`;
	return {
		displayName,
		name,
		type: 'multiOptions',
		typeOptions: ALL_AGENTS,
		default: [],
		description,
		...(hint ? { hint } : {}),
	};
};

/**
 * Makes the collection with the settings of a configuration.
 *
 * @param provider whose configuration
 * @param update whether it changes a stored configuration; then agents can also be added and removed
 */
export function settingsCollection(provider: TelephonyProvider, update: boolean): INodeProperties {
	const whole = agentList(
		LABELS.callCreationAllowedAgentIds,
		'callCreationAllowedAgentIds',
		update
			? `Agents that ${provider.label} may reach with incoming calls. Replaces the stored list; choose none to clear it`
			: `Agents that ${provider.label} may reach with incoming calls`,
		update ? 'Replaces the stored list. Choose none to clear it.' : undefined,
	);
	const changes = [
		agentList(
			LABELS.addAllowedAgentIds,
			'addAllowedAgentIds',
			'Agents to add to the stored list. The others stay',
		),
		agentList(
			LABELS.removeAllowedAgentIds,
			'removeAllowedAgentIds',
			'Agents to take off the stored list. The others stay',
		),
	];
	return {
		displayName: update ? 'Update Fields' : 'Additional Fields',
		name: update ? 'updateFields' : 'additionalFields',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		...(update ? { description: 'Only the fields that you add here are changed' } : {}),
		options: [
			...(update ? [changes[0]] : []),
			{
				displayName: LABELS.callCreationAllowAllAgents,
				name: 'callCreationAllowAllAgents',
				type: 'boolean',
				default: false,
				description: `Whether every agent of the account may be reached by incoming ${provider.label} calls. A stored list of agents is cleared when this is turned on.`,
			},
			whole,
			...(update ? [changes[1]] : []),
			mappingRows(provider),
			{
				displayName: LABELS.requestContextMappingJson,
				name: 'requestContextMappingJson',
				type: 'json',
				default: '{}',
				placeholder: 'e.g. { "From": "user.phone_number" }',
				description: `The mapping as JSON, for mappings that come from an earlier step. Replaces the stored one; {} clears it. Use either this or ${LABELS.requestContextMapping}.`,
			},
		],
	};
}

function mappingRows(provider: TelephonyProvider): INodeProperties {
	const field = 'From';
	return {
		displayName: LABELS.requestContextMapping,
		name: 'requestContextMapping',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Mapping' },
		placeholder: 'Add Mapping',
		default: {},
		description: `What the agent learns from an incoming call: which fields of the ${provider.label} request go where in its template context. Replaces the stored mapping. To clear it, use ${LABELS.requestContextMappingJson} with {}.`,
		options: [
			{
				displayName: 'Mapping',
				name: 'mappings',
				values: [
					{
						displayName: 'Request Field',
						name: 'requestField',
						type: 'options',
						options: provider.requestFields,
						// Custom parameters of the provider have names that no list can know.
						allowArbitraryValues: true,
						default: field,
						description: `Field of the ${provider.label} request`,
						hint: 'Not in the list? Switch to Expression and type its name.',
					},
					{
						displayName: 'Context Field',
						name: 'contextField',
						type: 'string',
						default: '',
						placeholder: 'e.g. user.phone_number',
						description: 'Where the value goes in the template context, with dots between levels',
						hint: 'In the prompt it is then e.g. {{user.phone_number}}',
					},
				],
			},
		],
	};
}
