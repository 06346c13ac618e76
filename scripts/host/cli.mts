/** n8n's own commands, on the data of a host that runs or has not been started yet. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InstalledHost } from './install.mts';
import { freePort } from './ports.mts';
import { runProgram, tryProgram } from './processes.mts';

/** What a command works on; a started host is one. */
export interface CommandTarget {
	installed: InstalledHost;
	env: NodeJS.ProcessEnv;
}

/** A credential in n8n's export format, with its data in the clear. */
export interface CredentialToImport {
	id: string;
	name: string;
	type: string;
	data: Record<string, unknown>;
}

/**
 * `n8n import:credentials`. @throws with n8n's words when it refuses.
 */
export async function importCredentials(target: CommandTarget, credentials: CredentialToImport[]) {
	await withFile(credentials, async (file) => {
		await runImport(target, ['import:credentials', `--input=${file}`]);
	});
}

/**
 * `n8n import:workflow` for a file as a user has it. @throws with n8n's words when it refuses.
 */
export async function importWorkflow(target: CommandTarget, file: string) {
	await runImport(target, ['import:workflow', `--input=${file}`]);
}

/** `n8n import:workflow` for a folder of files. */
export async function importWorkflows(target: CommandTarget, folder: string) {
	await runImport(target, ['import:workflow', '--separate', `--input=${folder}`]);
}

/**
 * `n8n execute --id ID --rawOutput`: runs a workflow in a process of its own.
 * @returns n8n's exit code, the execution (absent when n8n printed none) and everything printed.
 */
export async function executeWorkflow(target: CommandTarget, id: string) {
	const { code, stdout, lines } = await runCommand(target, [
		'execute',
		`--id=${id}`,
		'--rawOutput',
	]);
	const start = stdout.search(/^\{/m);
	const end = stdout.lastIndexOf('\n}');
	const execution =
		start >= 0 && end > start
			? (JSON.parse(stdout.slice(start, end + 2)) as Record<string, unknown>)
			: undefined;
	return { code, execution, output: lines.join('\n') };
}

/** n8n exits with 0 from an import that it refused; only its words tell. */
async function runImport(target: CommandTarget, args: string[]) {
	const output = await runProgram(target.installed.node, [target.installed.n8n, ...args], {
		env: await commandEnvironment(target),
	});
	if (!/Successfully imported [1-9]/.test(output)) {
		throw new Error(`n8n ${args.join(' ')} imported nothing:\n${output}`);
	}
}

async function runCommand(target: CommandTarget, args: string[]) {
	return await tryProgram(target.installed.node, [target.installed.n8n, ...args], {
		env: await commandEnvironment(target),
	});
}

/** A command beside a running n8n must not open that one's broker port. */
async function commandEnvironment({ env }: CommandTarget): Promise<NodeJS.ProcessEnv> {
	return { ...env, N8N_RUNNERS_BROKER_PORT: String(await freePort()) };
}

async function withFile(content: unknown, work: (file: string) => Promise<void>) {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-ultravox-import-'));
	try {
		const file = join(folder, 'import.json');
		await writeFile(file, JSON.stringify(content), { mode: 0o600 });
		await work(file);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
