import { readdirSync } from 'node:fs';
import { expectListed } from './expectListed.ts';

const CONFIG = '.dependency-cruiser.cjs';

test('every room of nodes/ is in ROOMS of .dependency-cruiser.cjs, and no other is', async () => {
	const { default: config } = (await import(`../../../${CONFIG}`)) as {
		default: { forbidden: Array<{ name: string }> };
	};
	// A rule for each room is made of the list, which the file itself does not export.
	const ruled = config.forbidden.flatMap(({ name }) => /^below-(.+)/.exec(name)?.[1] ?? []);
	const rooms = readdirSync('nodes').filter((name) => /^[a-z]/.test(name));
	expectListed(CONFIG, ruled, rooms);
});
