import type { Context } from '../server/context';
import { nextSeq } from '../state';
import { BUILT_IN } from './builtIn';

/** Leaves only the tools that Ultravox brings along. */
export function clearTools({ state }: Context): void {
	state.toolUses = [];
	state.lateToolAnswers = [];
	state.tools = new Map(
		BUILT_IN.map((tool) => [
			tool.toolId,
			{ ...tool, definition: structuredClone(tool.definition), seq: nextSeq(state) },
		]),
	);
}
