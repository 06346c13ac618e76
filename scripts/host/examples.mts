/** The workflows in `examples/`, and the credentials that they name. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkflowFile } from './client.mts';

export const EXAMPLES_FOLDER = join(process.cwd(), 'examples');

export interface Example extends WorkflowFile {
	/** File name without folder. */
	file: string;
}

export async function readExamples(): Promise<Example[]> {
	const files = (await readdir(EXAMPLES_FOLDER)).filter((file) => file.endsWith('.json')).sort();
	return await Promise.all(
		files.map(async (file) => ({
			...(JSON.parse(await readFile(join(EXAMPLES_FOLDER, file), 'utf8')) as WorkflowFile),
			file,
		})),
	);
}

/** @param file e.g. `open-close-line.json` */
export async function readExample(file: string): Promise<Example> {
	const example = (await readExamples()).find((candidate) => candidate.file === file);
	if (!example) throw new Error(`There is no examples/${file}`);
	return example;
}

/** Names and types under which the examples look for credentials. */
export const EXAMPLE_CREDENTIALS = {
	ultravox: { name: 'Ultravox account', type: 'ultravoxApi' },
	twilio: { name: 'Ultravox Twilio account', type: 'ultravoxTwilioApi' },
	lineSwitch: { name: 'Line switch key', type: 'httpHeaderAuth' },
} as const;
