/** One n8n for all files of this layer, handed over to them through the environment. */
import {
	type EditorAddress,
	type EditorHost,
	startEditorHost,
} from '../../../scripts/editor/session.mts';

/** Set it before the run to use an n8n that runs already, e.g. while working on a test. */
const VARIABLE = 'N8N_NODES_ULTRAVOX_EDITOR';

let started: EditorHost | undefined;

export async function startEditor(): Promise<void> {
	if (process.env[VARIABLE]) return;
	started = await startEditorHost((message) => console.log(`\n${message}`));
	const { url, owner, chromium }: EditorAddress = started;
	process.env[VARIABLE] = JSON.stringify({ url, owner, chromium });
}

export async function stopEditor(): Promise<void> {
	await started?.close();
}

/** @throws when the set-up of this layer has not run. */
export function sharedEditor(): EditorAddress {
	const address = process.env[VARIABLE];
	if (!address) throw new Error('No n8n runs; start these tests with npm run test:editor');
	return JSON.parse(address) as EditorAddress;
}
