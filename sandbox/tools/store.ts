import { notFound } from '../server/problems';
import type { JsonObject, SandboxState } from '../state';

declare module '../state' {
	interface SandboxState {
		/** By ID, oldest first; those that Ultravox brings along come first. */
		tools: Map<string, StoredTool>;
		/** Every invocation in a call, oldest first. */
		toolUses: ToolUse[];
		/** What tools answered that nobody waited for, oldest first. */
		lateToolAnswers: ToolAnswer[];
	}
}

export interface StoredTool {
	seq: number;
	toolId: string;
	name: string;
	/** Date-time, ISO 8601 in UTC. */
	created: string;
	ownership: 'public' | 'private';
	/** As set, secrets included. */
	definition: JsonObject;
}

/** One invocation of a stored tool. */
export interface ToolUse {
	toolId: string;
	callId: string;
	failed: boolean;
}

/** What came back from a tool. */
export interface ToolAnswer {
	/** 0 for no answer. */
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	body: string;
	/** Why there is no answer. */
	reason?: string;
}

/**
 * The tool with this ID.
 *
 * @throws Problem 404
 */
export function findTool(state: SandboxState, toolId: string): StoredTool {
	const tool = state.tools.get(toolId);
	if (!tool) throw notFound();
	return tool;
}
