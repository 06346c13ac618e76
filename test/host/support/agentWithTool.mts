import { randomUUID } from 'node:crypto';
import type { StoredCredential, WorkflowFile } from '../../../scripts/host/client.mts';
import { manualTrigger } from './workflows.mts';

const LANGCHAIN = '@n8n/n8n-nodes-langchain';

type Node = WorkflowFile['nodes'][number];

/**
 * Trigger → AI Agent, with a chat model and our node as its tool "Phone Line".
 *
 * @param tool our node as a step
 * @param openAi credential for the chat model
 * @param text what the agent is asked to do
 * @param version of the agent: 3 has n8n's engine run its tools as steps, 2 runs them itself
 */
export function agentWithTool(
	tool: Node,
	openAi: StoredCredential,
	text: string,
	version = 3,
): WorkflowFile {
	const node = (name: string, type: string, typeVersion: number, parameters: object): Node => ({
		id: randomUUID(),
		name,
		type: `${LANGCHAIN}.${type}`,
		typeVersion,
		position: [0, 0],
		parameters,
	});
	const to = (target: string, type: string) => [[{ node: target, type, index: 0 }]];
	const chat = {
		...node('Chat Model', 'lmChatOpenAi', 1.2, {
			model: { __rl: true, mode: 'id', value: 'scripted' },
			options: { maxRetries: 0 },
		}),
		credentials: { openAiApi: { id: openAi.id, name: openAi.name } },
	};
	const agent = node('AI Agent', 'agent', version, {
		promptType: 'define',
		text,
		options: {},
	});
	return {
		name: `Agent ${randomUUID()}`,
		nodes: [
			manualTrigger(),
			agent,
			chat,
			{ ...tool, name: 'Phone Line', type: 'n8n-nodes-ultravox.ultravoxTool' },
		],
		connections: {
			Start: { main: to('AI Agent', 'main') },
			'Chat Model': { ai_languageModel: to('AI Agent', 'ai_languageModel') },
			'Phone Line': { ai_tool: to('AI Agent', 'ai_tool') },
		},
		settings: { executionOrder: 'v1' },
	};
}
