/** Runs a node inside n8n's real engine, in this process. See `types.ts` for what goes in and out. */
import './environment.mts';

export { callListSearch, callLoadOptions, type DropdownOptions } from './load-options';
export { runNode } from './run-node';
export type {
	FollowingNode,
	NodeOptions,
	NodeOrClass,
	RunError,
	RunOptions,
	RunResult,
} from './types';
export { resumeNode } from './waiting';
