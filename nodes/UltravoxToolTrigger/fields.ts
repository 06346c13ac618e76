import type { INodeProperties } from 'n8n-workflow';
import { toolParameterFields } from '../tools/parameters';

/** Seconds within which the workflow has to answer, unless the user says otherwise. */
export const DEFAULT_LIMIT_SECONDS = 20;
export const LONGEST_LIMIT_SECONDS = 40;

/** So that the name of the test's tool, with `_test` behind it, still has at most 40. */
export const LONGEST_NAME = 35;

const WAITS = ['lastNode', 'responseNode'];

/** Said by the agent, unless the user says otherwise. */
const FALLBACK = 'Sorry, that did not work just now. Please try again a little later.';

/** What the user sets. */
export const fields: INodeProperties[] = [
	{
		displayName: 'Tool Name',
		name: 'toolName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. lookUpOrder',
		description:
			'How the agent calls the tool: letters, digits, _ and -, at most 35 of them. Its prompt may name it.',
	},
	{
		displayName: 'When to Use It',
		name: 'toolDescription',
		type: 'string',
		typeOptions: { rows: 3 },
		required: true,
		default: '',
		placeholder: 'e.g. Looks up an order. Use it when the caller asks where an order is.',
		description: 'What the tool does and when to use it. This is all that the model knows of it.',
	},
	...toolParameterFields,
	{
		displayName: 'Agents That May Use It',
		name: 'agentIds',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getAgents' },
		default: [],
		description:
			'Publishing the workflow gives the tool to these agents, and takes it from those that are no longer in the list. Nothing else of an agent is changed, but Ultravox does not give out an agent\'s shared secrets, so an agent that has some loses them: set them again afterwards. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
	{
		displayName: 'Answer',
		name: 'responseMode',
		type: 'options',
		default: 'lastNode',
		description: 'What the agent is told, and when',
		options: [
			{
				name: 'At Once With a Fixed Text',
				value: 'onReceived',
				description: 'The agent goes on talking, and the workflow runs by itself',
			},
			{
				name: 'Using the Operation "Respond"',
				value: 'responseNode',
				description: 'What an Ultravox node with Tool: Respond says',
			},
			{
				name: 'When Last Node Finishes',
				value: 'lastNode',
				description: 'The first item of the last node; a single text field goes as plain text',
			},
		],
	},
	{
		displayName: 'Fixed Text',
		name: 'responseText',
		type: 'string',
		typeOptions: { rows: 2 },
		required: true,
		default: '',
		placeholder: 'e.g. I have passed that on.',
		description: 'What the agent is told at once, before the workflow has done anything',
		displayOptions: { show: { responseMode: ['onReceived'] } },
	},
	{
		displayName: 'Answer When It Fails',
		name: 'fallbackText',
		type: 'string',
		typeOptions: { rows: 2 },
		required: true,
		default: FALLBACK,
		description:
			'What the agent is told when the workflow stops half-way, ends without an answer, or is late',
		displayOptions: { show: { responseMode: WAITS } },
	},
	// n8n's editor takes whatever has "tool" in its type for a tool of its own AI agent, and says below the output that no
	// parameter is filled in by AI, unless this word is somewhere among them. Nothing reads it.
	{ displayName: 'No Hint', name: 'noHint', type: 'hidden', default: '$fromAI' },
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Include Call',
				name: 'includeCall',
				type: 'boolean',
				default: false,
				description:
					'Whether to add who is on the line, the agent, and what else Ultravox knows of the call. Takes a request each time.',
			},
			{
				displayName: 'Include Call State',
				name: 'includeState',
				type: 'boolean',
				default: false,
				description: 'Whether to add the state that tools have given the call, see Tool: Respond',
			},
			{
				displayName: 'Include Conversation',
				name: 'includeConversation',
				type: 'boolean',
				default: false,
				description: 'Whether to add what has been said so far, as Ultravox sends it',
			},
			{
				displayName: 'Include Metadata',
				name: 'includeMetadata',
				type: 'boolean',
				default: false,
				description: 'Whether to add the metadata with which the call was created',
			},
			{
				displayName: 'Keep Previous Secret',
				name: 'keepPreviousSecret',
				type: 'boolean',
				default: true,
				description:
					'Whether calls that began before the last change of Secret Version still get in. Turn it off, and publish the workflow again, once they are over.',
			},
			{
				displayName: 'Secret Version',
				name: 'secretVersion',
				type: 'number',
				default: 1,
				description:
					'Change this number, and publish the workflow again, to let Ultravox come with a new secret',
			},
			{
				displayName: 'Time Limit',
				name: 'timeout',
				type: 'number',
				typeOptions: {
					minValue: 0.1,
					maxValue: LONGEST_LIMIT_SECONDS,
					numberPrecision: 1,
				},
				default: DEFAULT_LIMIT_SECONDS,
				description:
					'How many seconds the workflow has for its answer, 40 at most. The caller hears nothing meanwhile.',
				displayOptions: { show: { '/responseMode': WAITS } },
			},
			{
				displayName: 'What the Agent Does Then',
				name: 'agentReaction',
				type: 'options',
				default: 'speaks',
				description: 'What the agent does when it has the answer',
				options: [
					{
						name: 'Listens',
						value: 'listens',
						description:
							'Says nothing and waits for the caller; for tools that only note something',
					},
					{ name: 'Speaks', value: 'speaks', description: 'Tells the caller what came of it' },
					{
						name: 'Speaks Once',
						value: 'speaksOnce',
						description:
							'Says nothing if it spoke right before it used the tool. "I am booking that" can swallow the confirmation.',
					},
				],
			},
		],
	},
];
