/** What a child process inherits: little, so that a host behaves the same from npm, jest and a shell. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

const INHERITED = [
	'PATH',
	'HOME',
	'USER',
	'LOGNAME',
	'SHELL',
	'LANG',
	'LC_ALL',
	'TZ',
	'TMPDIR',
	'TEMP',
	'TMP',
	'SystemRoot',
	'ComSpec',
	'APPDATA',
	'LOCALAPPDATA',
	'USERPROFILE',
	'XDG_CACHE_HOME',
	'XDG_CONFIG_HOME',
	'HTTP_PROXY',
	'HTTPS_PROXY',
	'ALL_PROXY',
	'http_proxy',
	'https_proxy',
	'all_proxy',
	'NODE_EXTRA_CA_CERTS',
	'SSL_CERT_FILE',
	'SSL_CERT_DIR',
];

/**
 * The environment for a program that we start. Variables of npm (which pass on this project's
 * `ignore-scripts`), of jest (`NODE_ENV=test` changes n8n) and of an n8n of the user's are left out.
 */
export function cleanEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
	const inherited = INHERITED.flatMap((name) => {
		const value = process.env[name];
		return value === undefined ? [] : [[name, value]];
	});
	const direct = [process.env.NO_PROXY ?? process.env.no_proxy, '127.0.0.1', 'localhost', '::1'];
	const noProxy = direct.filter(Boolean).join(',');
	return { ...Object.fromEntries(inherited), NO_PROXY: noProxy, no_proxy: noProxy, ...extra };
}

/** The environment for npm: as above, with the registry and certificates that npm was told to use. */
export function npmEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
	const settings = Object.entries(process.env).filter(([name]) =>
		/^npm_config_(registry|userconfig|globalconfig|cache|cafile|ca|proxy|https_proxy|noproxy|nodedir|.*:_auth.*)$/i.test(
			name,
		),
	);
	return cleanEnvironment({
		...(Object.fromEntries(settings) as Record<string, string>),
		...nodeHeaders(),
		...extra,
	});
}

/** Native modules compile against the headers beside Node.js where it has them, without a download. */
function nodeHeaders(): Record<string, string> {
	const prefix = dirname(dirname(process.execPath));
	const isKnown = process.env.npm_config_nodedir !== undefined;
	return !isKnown && existsSync(join(prefix, 'include', 'node', 'node_version.h'))
		? { npm_config_nodedir: prefix }
		: {};
}

/**
 * Settings by which n8n names another address than its own to those who call it, e.g. agents that use a workflow as a tool.
 *
 * @param origin without a trailing slash
 */
export function publicAddress(origin: string): Record<string, string> {
	// The first one is n8n 2's name of it, the other one n8n 1's.
	return { N8N_WEBHOOK_URL: `${origin}/`, WEBHOOK_URL: `${origin}/` };
}

/** How npm is called on this machine: program and first arguments. */
export function npmCommand(): [string, string[]] {
	const program = process.env.npm_execpath;
	return program?.endsWith('.js') ? [process.execPath, [program]] : ['npm', []];
}

/** Where hosts are kept between runs. */
export function hostsFolder(): string {
	const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
	return join(cache, 'n8n-nodes-ultravox', 'hosts');
}
