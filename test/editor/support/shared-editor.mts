/** One n8n for each of jest's workers, handed over to the test files through the environment. */
import {
	type EditorAddress,
	type EditorHosts,
	startEditorHosts,
} from '../../../scripts/editor/session.mts';

/** Set it before the run to use n8n that run already, one for each worker, e.g. while working on a test. */
const VARIABLE = 'N8N_NODES_ULTRAVOX_EDITOR';

let started: EditorHosts | undefined;

/**
 * Two files at once on one n8n would meet: it chooses the newest credential for a new node, whosever that is.
 *
 * @param config jest's, of the whole run
 */
export async function startEditors({ maxWorkers }: { maxWorkers: number }): Promise<void> {
	if (process.env[VARIABLE]) return;
	started = await startEditorHosts(maxWorkers, (message) => console.log(`\n${message}`));
	process.env[VARIABLE] = JSON.stringify(started.hosts);
}

export async function stopEditors(): Promise<void> {
	await started?.close();
}

/**
 * The n8n of the worker that runs this test file.
 *
 * @throws when the set-up of this layer has not run, or for fewer workers
 */
export function sharedEditor(): EditorAddress {
	const hosts = JSON.parse(process.env[VARIABLE] ?? '[]') as EditorAddress[];
	// jest numbers its workers from 1, and says 1 without workers.
	const own = hosts[Number(process.env.JEST_WORKER_ID) - 1];
	if (!own) throw new Error('No n8n runs; start these tests with npm run test:editor');
	return own;
}
