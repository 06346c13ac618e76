// npm run dev:host: a real n8n that loads this folder's node, for `npm run dev -- --external-n8n` in another
// terminal, and a local stand-in for Ultravox. Its data stay from one start to the next.
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../sandbox/index.ts';
import { startHost } from './host/host.mts';
import { stopAllPrograms } from './host/processes.mts';

/** Where `n8n-node dev` links the node to. */
const USER_FOLDER = join(homedir(), '.n8n-node-cli');
const EDITOR_PORT = 5678;

async function main() {
	const sandbox = await startSandbox({ agents: 25 });
	sandbox.switches.realTime = true;
	sandbox.switches.deliverWebhooks = true;
	await mkdir(USER_FOLDER, { recursive: true });
	const { url } = await startHost({
		userFolder: USER_FOLDER,
		preferredPort: EDITOR_PORT,
		env: { N8N_DEV_RELOAD: 'true' },
		log: (message) => console.log(message),
	});
	console.log(`Editor    ${url}`);
	console.log(`Base URL  ${sandbox.url}`);
	console.log(`API key   ${sandbox.apiKey}`);
	console.log('Ctrl-C ends it.');
	const end = () => void stopAllPrograms().then(() => process.exit(0));
	process.once('SIGINT', end);
	process.once('SIGTERM', end);
}

main().catch(async (error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	await stopAllPrograms();
	process.exit(1);
});
