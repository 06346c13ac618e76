// npm run schemas: writes what n8n's editor shows of an operation's output before its first run.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { toResult } from '../nodes/util/result.ts';
import { startSandbox } from '../sandbox/index.ts';
import { schemaFor } from '../test/support/describeOutput.mts';
import { operationNames } from '../test/support/operationNames.ts';
import { SCHEMAS, schemaFile, schemaText } from '../test/support/schemaFiles.mts';

const sandbox = await startSandbox();
try {
	await writeSchemas();
} catch (error) {
	// The message alone: beside it, Node.js would print the line of code, which is the whole bundled file.
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
} finally {
	await sandbox.close();
}

async function writeSchemas(): Promise<void> {
	const texts = new Map<string, string>();
	for (const name of operationNames) texts.set(name, schemaText(await schemaOf(name)));
	await rm(SCHEMAS, { recursive: true, force: true });
	for (const [name, text] of texts) {
		await mkdir(dirname(schemaFile(name)), { recursive: true });
		await writeFile(schemaFile(name), text);
	}
	console.log(`${texts.size} schemas written to ${SCHEMAS}`);
}

/** @throws Error that names the operation */
async function schemaOf(name: string) {
	const outcome = await toResult(schemaFor(name, sandbox));
	if ('value' in outcome) return outcome.value;
	const text = outcome.error instanceof Error ? outcome.error.message : String(outcome.error);
	throw new Error(text.startsWith(name) ? text : `${name}: ${text}`);
}
