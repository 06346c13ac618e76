import type { IDataObject } from 'n8n-workflow';

import { Ultravox } from '../nodes/Ultravox/Ultravox.node.ts';
import { startSandbox } from '../sandbox/index.ts';
import { PROVIDERS } from '../test/engine/telephony/providers';
import { runNode } from '../test/support/harness';
import type { LongResult } from './long.mts';

const AGENT_CHANGES: IDataObject[] = [
	{ systemPrompt: 'Be brief.' },
	{ updateFields: { temperature: 0.5 } },
	{ updateFields: { languageHint: 'de' } },
];

/** Lets several executions read, change and write one thing at the same moment: every change has to be there afterwards. */
export async function changeTogether(): Promise<LongResult> {
	const sandbox = await startSandbox({ agents: 4 });
	const broken: string[] = [];
	let runs = 0;
	const run = async (parameters: IDataObject) => {
		runs += 1;
		const { error } = await runNode({
			node: Ultravox,
			parameters: parameters as never,
			credentials: { ultravoxApi: { apiKey: sandbox.apiKey, baseUrl: sandbox.url } },
		});
		if (error) broken.push(`${JSON.stringify(parameters)}: ${error.message}`);
	};
	try {
		const ids = [...sandbox.state.agents.keys()];
		for (const { id, resource } of PROVIDERS) {
			sandbox.reset();
			sandbox.seedConfig(id);
			sandbox.switches.latencyMs = 20;
			await Promise.all(
				ids.map(
					async (agentId) => await run({ resource, operation: 'update', ...adding(agentId) }),
				),
			);
			const allowed = sandbox.state.configs[id]?.callCreationAllowedAgentIds as string[];
			const lost = ids.filter((agentId) => !allowed.includes(agentId)).length;
			if (lost > 0) broken.push(`${id}: ${lost} of ${ids.length} agents lost`);
		}
		sandbox.reset();
		sandbox.switches.latencyMs = 20;
		const agentId = { __rl: true, mode: 'id', value: ids[0] };
		await Promise.all(
			AGENT_CHANGES.map(
				async (change) => await run({ resource: 'agent', operation: 'update', agentId, ...change }),
			),
		);
		const template = sandbox.state.agents.get(ids[0])?.callTemplate as IDataObject;
		for (const change of AGENT_CHANGES) {
			for (const [name, value] of Object.entries((change.updateFields as IDataObject) ?? change)) {
				if (template[name] !== value) broken.push(`agent: ${name} lost`);
			}
		}
	} finally {
		await sandbox.close();
	}
	return { name: 'Changes of one thing at the same moment', figures: `${runs} executions`, broken };
}

const adding = (agentId: string): IDataObject => ({
	agentAccess: 'add',
	callCreationAllowedAgentIds: [agentId],
});
