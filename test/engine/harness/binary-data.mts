import './environment.mts';

import { createRequire } from 'node:module';
import { join } from 'node:path';

import { BinaryDataService } from 'n8n-core';
import type { IBinaryData } from 'n8n-workflow';

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
		return service;
	})();
	return await started;
}

/** Content of a stored file. */
export async function readBinary(info: IBinaryData): Promise<Buffer> {
	return await (await binaryData()).getAsBuffer(info);
}
