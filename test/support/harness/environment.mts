import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether the engine is the worker's, which has a folder already and deletes it (test/support/sharedEngine). */
const isShared = 'sharedModules' in globalThis;

/**
 * The folder that n8n-core uses instead of the home directory. n8n-core reads the variables below
 * when it is loaded, so this module has to be imported before it.
 */
export const userFolder =
	(isShared && process.env.N8N_USER_FOLDER) ||
	mkdtempSync(join(tmpdir(), 'n8n-nodes-ultravox-engine-'));

process.env.N8N_USER_FOLDER = userFolder;
process.env.N8N_ENCRYPTION_KEY = 'engine-tests';
process.env.N8N_DIAGNOSTICS_ENABLED = 'false';
process.env.N8N_DEFAULT_BINARY_DATA_MODE = 'filesystem';
process.env.N8N_LOG_LEVEL ??= 'silent';

// A proxy of the machine must not stand between the tests and servers on loopback.
const direct = ['127.0.0.1', 'localhost', '::1'].join(',');
process.env.NO_PROXY = process.env.NO_PROXY ? `${process.env.NO_PROXY},${direct}` : direct;
process.env.no_proxy = process.env.NO_PROXY;

function removeUserFolder(): void {
	rmSync(userFolder, { recursive: true, force: true });
}

if (!isShared) process.once('exit', removeUserFolder);
