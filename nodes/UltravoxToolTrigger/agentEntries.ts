import type { IDataObject } from 'n8n-workflow';
import { temporaryToolOf, toolAddress, type SelectedTool } from '../agents/agentTools';
import { lostSettings } from '../agents/template';
import type { Tool } from '../tools/toolApi';
import { isRecord } from '../util/guards';
import { sameAddress } from '../webhooks/webhookUrl';
import { textMark } from './marker';

/** The tool of a trigger as agents may have it. */
export interface OwnTool {
	url: string;
	/** The tool that counts; undefined before it is made. */
	toolId?: string;
	/** All tools with the trigger's address; several where an answer got lost. */
	ids: string[];
	/** The definition that it gets. */
	wanted: IDataObject;
	/** Names and descriptions that it had, by `textMark`. */
	former: string[];
}

/** Tells what the entries of agents' tools stand for. An agent may have a tool by its ID, by its name, or a copy of it. */
export class AgentEntries {
	/** IDs of tools that are no longer there; filled by who asks for them. Entries with one give way to the trigger's. */
	readonly gone = new Set<unknown>();
	private readonly byId: Map<string, Tool>;

	/**
	 * @param own the trigger's tool
	 * @param tools all of the account
	 */
	constructor(
		readonly own: OwnTool,
		private readonly tools: Tool[],
	) {
		this.byId = new Map(tools.map((tool) => [tool.toolId, tool]));
	}

	/** Whether an entry stands for the trigger's tool. */
	isOwn(entry: SelectedTool): boolean {
		const { ids, toolId, url } = this.own;
		const stored = this.storedTool(entry);
		if (stored) return stored.toolId === toolId || ids.includes(stored.toolId);
		return sameAddress(toolAddress(temporaryToolOf(entry)), url);
	}

	/** Whether an agent with an entry can use the trigger's tool, if perhaps under a name and description of before. */
	isUsable(entry: SelectedTool): boolean {
		const { toolId } = this.own;
		return toolId !== undefined && this.storedTool(entry)?.toolId === toolId;
	}

	/** The name that the model sees. */
	modelName(entry: SelectedTool): unknown {
		const definition = this.definition(entry);
		const known = isRecord(definition) ? definition.modelToolName : undefined;
		return entry.nameOverride || known || entry.toolName;
	}

	/** The address that an entry's tool calls; undefined where it calls none, or is not known. */
	address(entry: SelectedTool): string | undefined {
		return toolAddress(this.definition(entry));
	}

	/** The ID by which an entry names a tool that is not among the account's own: one of Ultravox, or one that is gone. */
	unknownId(entry: SelectedTool): string | undefined {
		const { toolId } = entry;
		const isUnknown = typeof toolId === 'string' && !this.byId.has(toolId) && !this.isOwn(entry);
		return isUnknown ? toolId : undefined;
	}

	/** An agent's tools with the trigger's one among them; undefined where it is there already, as it has to be. */
	withOwn(held: SelectedTool[]): SelectedTool[] | undefined {
		const entries = held.filter((entry) => !this.gone.has(entry.toolId));
		const own = entries.filter((entry) => this.isOwn(entry));
		const { toolId } = this.own;
		if (own.length === 0) return [...entries, { toolId }];
		const isSettled = own.length === 1 && entries.length === held.length;
		if (isSettled && !this.isOutdated(own[0])) return undefined;
		const rest = entries.filter((entry) => entry === own[0] || !this.isOwn(entry));
		return rest.map((entry) => (entry === own[0] ? this.renewed(entry) : entry));
	}

	/** An agent's tools without the trigger's one; undefined where it has not got it. */
	withoutOwn(entries: SelectedTool[]): SelectedTool[] | undefined {
		const rest = entries.filter((entry) => !this.isOwn(entry));
		return rest.length === entries.length ? undefined : rest;
	}

	private definition(entry: SelectedTool): unknown {
		return temporaryToolOf(entry) ?? this.storedTool(entry)?.definition;
	}

	private storedTool(entry: SelectedTool): Tool | undefined {
		if (temporaryToolOf(entry)) return undefined;
		const { toolId, toolName } = entry;
		if (typeof toolId === 'string') return this.byId.get(toolId) ?? { toolId };
		const named = this.tools.filter(({ name }) => name === toolName);
		return named.length === 1 ? named[0] : undefined;
	}

	private isOutdated(entry: SelectedTool): boolean {
		const copy = temporaryToolOf(entry);
		if (copy) return lostSettings(this.own.wanted, {}, copy).length > 0;
		const isOther = entry.toolId !== undefined && entry.toolId !== this.own.toolId;
		return isOther || this.frozen(entry).length > 0;
	}

	private renewed(entry: SelectedTool): SelectedTool {
		const renewed: SelectedTool = { ...entry, toolId: this.own.toolId };
		for (const name of ['temporaryTool', 'toolName', ...this.frozen(entry)]) delete renewed[name];
		return renewed;
	}

	/**
	 * Overrides that are the tool's own name or description as they were when the agent was saved. Ultravox fills them in by
	 * itself, and would go on telling the model what is no longer so. Others are somebody's choice.
	 */
	private frozen(entry: SelectedTool): string[] {
		const { former, wanted } = this.own;
		return [
			['nameOverride', 'modelToolName'],
			['descriptionOverride', 'description'],
		].flatMap(([override, field]) => {
			const text = entry[override];
			const isOld = text !== undefined && text !== wanted[field] && former.includes(textMark(text));
			return isOld ? [override] : [];
		});
	}
}
