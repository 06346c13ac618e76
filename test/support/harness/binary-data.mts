import { userFolder } from './environment.mts';

import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { BinaryDataService } from 'n8n-core';
import { LoggerProxy, type IBinaryData } from 'n8n-workflow';

interface ServiceContainer {
	get<T>(type: new (...args: never[]) => T): T;
}

/**
 * n8n-core's own container of services. Its package may be installed more than once, and the copy
 * beside this project would be another container.
 */
function serviceContainer(): ServiceContainer {
	const fromProject = createRequire(join(process.cwd(), 'package.json'));
	const fromCore = createRequire(fromProject.resolve('n8n-core'));
	return (fromCore('@n8n/di') as { Container: ServiceContainer }).Container;
}

let started: Promise<BinaryDataService> | undefined;

/** n8n's storage for files, keeping them in the temporary folder. */
export async function binaryData(): Promise<BinaryDataService> {
	started ??= (async () => {
		const service = serviceContainer().get(BinaryDataService);
		await service.init();
		// n8n's own, made by now, looks up the caller of every line, even where none is written.
		LoggerProxy.init({ error() {}, warn() {}, info() {}, debug() {} });
		return service;
	})();
	return await started;
}

/** Content of a stored file. */
export async function readBinary(info: IBinaryData): Promise<Buffer> {
	return await (await binaryData()).getAsBuffer(info);
}

/** Names of all files that are kept now, those of broken transfers too. */
export async function storedFiles(): Promise<string[]> {
	await binaryData();
	const entries = await readdir(userFolder, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile() && entry.parentPath.includes('binary'))
		.map(({ name }) => name);
}
