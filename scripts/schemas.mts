// npm run schemas: writes what n8n's editor shows of an operation's output before its first run.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { startSandbox } from '../sandbox/index.ts';
import { schemaFor } from '../test/support/describeOutput.mts';
import { operationNames } from '../test/support/operationNames.ts';
import { SCHEMAS, schemaFile, schemaText } from '../test/support/schemaFiles.mts';

const sandbox = await startSandbox();
try {
	const texts = new Map<string, string>();
	for (const name of operationNames) texts.set(name, schemaText(await schemaFor(name, sandbox)));
	await rm(SCHEMAS, { recursive: true, force: true });
	for (const [name, text] of texts) {
		await mkdir(dirname(schemaFile(name)), { recursive: true });
		await writeFile(schemaFile(name), text);
	}
	console.log(`${texts.size} schemas written to ${SCHEMAS}`);
} finally {
	await sandbox.close();
}
