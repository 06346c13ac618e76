export type JsonObject = Record<string, unknown>;

/** Everything the account holds. Each area adds its own part, in its `store.ts`. */
export interface SandboxState {
	/** Counter behind `seq` of everything stored. */
	lastSeq: number;
}

/** The next position in the order of creation. */
export function nextSeq(state: SandboxState): number {
	state.lastSeq += 1;
	return state.lastSeq;
}
