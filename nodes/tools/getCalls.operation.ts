import type { IDataObject } from 'n8n-workflow';
import { includeSecretsOption, readView, toOutput, type CallView } from '../calls/output';
import type { Call } from '../calls/callApi';
import { independent, type ItemOperation } from '../engine/operation';
import { locator, readLocator } from '../fields/locators';
import { listFields, readLimit, simplifyField } from '../fields/returnAll';
import { isRecord } from '../util/guards';
import { oneTool } from './oneTool';
import { ToolApi } from './toolApi';

interface Prepared {
	toolId: string;
	limit: number;
	view: CallView;
}

/** Reads in which calls a tool was used, each with how often it failed there. */
export const getToolCalls: ItemOperation<Prepared> = {
	...oneTool,
	name: 'Get Calls',
	value: 'getCalls',
	action: 'Get the calls that used a tool',
	description: 'See in which calls a tool was used, and how often it did not work out',
	thing: independent,
	fields: [
		locator('tool', { description: 'The tool whose calls to list' }),
		...listFields,
		simplifyField,
	],
	options: [includeSecretsOption],
	prepare: (fns, itemIndex) => ({
		toolId: readLocator(fns, 'tool', itemIndex),
		limit: readLimit(fns, itemIndex),
		view: readView(fns, itemIndex),
	}),
	async execute({ api, prepared: { toolId, limit, view } }) {
		return await new ToolApi(api).calls(toolId, limit, (entry) => {
			const call = (isRecord(entry.call) ? entry.call : {}) as Call;
			api.keepSecret(call.joinUrl);
			return withErrors(toOutput(call, view), entry.errorCount);
		});
	},
};

/** What came of the tool before the IDs, which come last. */
function withErrors(call: IDataObject, errorCount: unknown): IDataObject {
	const { agentId, callId, ...rest } = call;
	const count = typeof errorCount === 'number' ? errorCount : 0;
	return { ...rest, errorCount: count, agentId, callId };
}
