import { join } from 'node:path';
import type { OutputSchema } from './outputSchema.ts';

/**
 * Where n8n looks: beside the node, by its version. n8n's build takes the files along. A new version of the node needs
 * a folder of its own, as the editor never falls back to another one's.
 */
export const SCHEMAS = join('nodes', 'Ultravox', '__schema__', 'v1.0.0');

/** The file of an operation, named `resource/operation`. */
export const schemaFile = (name: string): string => join(SCHEMAS, `${name}.json`);

/** What stands in the file. */
export const schemaText = (schema: OutputSchema): string =>
	`${JSON.stringify(schema, undefined, '\t')}\n`;
