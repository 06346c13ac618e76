/** The browser for the editor: the machine's Chromium, installed where it is absent and can be. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { tryProgram } from '../host/processes.mts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const INSTALL_BY_HAND =
	'The editor needs Chromium. Install it (on Debian and Ubuntu: sudo apt-get install chromium), ' +
	'or set CHROMIUM_PATH to the program of a Chromium or Chrome.';

/**
 * Finds Chromium, after installing Debian's where there is none and this user may.
 *
 * @param log told when something takes long
 * @returns the program's path; the environment variable CHROMIUM_PATH comes first
 * @throws with what to do by hand when there is none and none can be installed
 */
export async function ensureChromium(log: (message: string) => void): Promise<string> {
	const found = findChromium() ?? (await installChromium(log));
	if (!found) throw new Error(INSTALL_BY_HAND);
	return found;
}

function findChromium(): string | undefined {
	const asked = process.env.CHROMIUM_PATH?.trim();
	if (asked) return asked;
	const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
	return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

/** As root, or with a sudo that asks nothing: a test must not wait for a password. */
async function installChromium(log: (message: string) => void): Promise<string | undefined> {
	const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
	const apt = async (...args: string[]) => {
		const [program, ...rest] = [...asRoot, 'apt-get', '-qq', ...args];
		try {
			return (await tryProgram(program, rest, { env: aptEnvironment() })).code === 0;
		} catch {
			return false;
		}
	};
	if (process.platform !== 'linux') return undefined;
	log('Installing Chromium by apt-get (about a minute, only once) …');
	await apt('update');
	return (await apt('install', '-y', 'chromium')) ? findChromium() : undefined;
}

const aptEnvironment = (): NodeJS.ProcessEnv => ({
	...process.env,
	DEBIAN_FRONTEND: 'noninteractive',
});
