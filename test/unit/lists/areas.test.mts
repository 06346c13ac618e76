import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Area } from '../../../sandbox/area.ts';
import { areas } from '../../../sandbox/areas.ts';
import { expectListed } from './expectListed.ts';

const folders = readdirSync('sandbox').filter((name) =>
	existsSync(join('sandbox', name, 'index.ts')),
);

test.each(folders)('sandbox/%s is in sandbox/areas.ts', async (folder) => {
	const exported = (await import(`../../../sandbox/${folder}/index.ts`)) as Record<string, Area>;
	const listed = Object.keys(exported).filter((name) => areas.includes(exported[name]));
	expectListed('sandbox/areas.ts', listed, Object.keys(exported));
});
