import type { UltravoxApi } from '../client/ultravoxApi';
import { InputError } from '../errors/inputError';
import { show } from '../fields/values';
import { cleanText } from '../util/cleanText';
import { isRecord } from '../util/guards';
import { temporaryToolOf, toolAddress, type SelectedTool } from '../selectedTools/entry';
import { AgentApi, pathOf, type Agent } from './agentApi';
import { lostSettings, settable } from './template';

export { temporaryToolOf, toolAddress, type SelectedTool };

/** An agent cannot be written back without a loss. */
const UNWRITABLE_HELP = 'Change the agent in the Ultravox console.';

/** The tools of an agent's template; none for an agent without a template. */
export function selectedToolsOf(template: unknown): SelectedTool[] {
	const tools = isRecord(template) ? template.selectedTools : undefined;
	return Array.isArray(tools) ? (tools as unknown[]).filter(isTool) : [];
}

/**
 * Whether an agent's template shows that it has secrets which the API takes but does not give back: to write the template
 * would take them away.
 */
export function showsWriteOnlyParts(template: unknown): boolean {
	const secrets = isRecord(template) ? template.sharedSecrets : undefined;
	return Array.isArray(secrets) && secrets.length > 0;
}

/**
 * Changes the tools of one agent and nothing else: reads the agent, changes the list, and writes the template back as a
 * whole, as the API wants it. Others of this process wait meanwhile.
 *
 * @param owner what the changes of one run share; only compared
 * @param agentId the agent
 * @param change gives the new list; undefined where nothing is to be changed, and then nothing is sent
 * @returns dot paths of settings that Ultravox did not keep; undefined where nothing was sent
 * @throws ApiError; InputError when the agent cannot be written back without a loss, and then nothing was sent
 */
export async function changeAgentTools(
	api: UltravoxApi,
	owner: object,
	agentId: string,
	change: (tools: SelectedTool[]) => SelectedTool[] | undefined,
): Promise<string[] | undefined> {
	const agents = new AgentApi(api);
	return await api.inTurn(pathOf(agentId), owner, async () => {
		const agent = await readForWriting(agents, agentId);
		const selectedTools = change(selectedToolsOf(agent.callTemplate));
		if (selectedTools === undefined) return undefined;
		const callTemplate = { ...settable(agent.callTemplate), selectedTools };
		const answer = await agents.change(agentId, { callTemplate });
		const after = isRecord(answer.callTemplate) ? answer : await agents.get(agentId);
		// The list itself is answered in a form of the service's own.
		return lostSettings(callTemplate, { selectedTools }, settable(after.callTemplate));
	});
}

/**
 * Reads an agent whose template is to be written back.
 *
 * @throws ApiError; InputError when it would not come back as it was
 */
export async function readForWriting(agents: AgentApi, agentId: string): Promise<Agent> {
	const { agent, rounded } = await agents.read(agentId);
	const name = cleanText(String(agent.name ?? agentId));
	if (showsWriteOnlyParts(agent.callTemplate)) {
		throw new InputError(
			`Agent ${show(name)} has shared secrets, which would be lost if it was written from here`,
			UNWRITABLE_HELP,
		);
	}
	const lost = rounded.find(
		({ path: [parent, setting] }) =>
			parent === 'callTemplate' && setting in settable(agent.callTemplate),
	);
	if (lost === undefined) return agent;
	throw new InputError(
		`Agent ${show(name)} cannot be written from here: ${show(lost.path.slice(1).join('.'))} is ${lost.literal.slice(0, 40)}, which has more digits than n8n can hold`,
		UNWRITABLE_HELP,
	);
}

const isTool = (entry: unknown): entry is SelectedTool => isRecord(entry);
