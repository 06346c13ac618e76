import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource } from '../../../nodes/engine/operation.ts';
import { resources } from '../../../nodes/Ultravox/resources.ts';
import { expectListed } from './expectListed.ts';

const END = '.operation.ts';
const rooms = readdirSync('nodes').filter((room) =>
	existsSync(join('nodes', room, 'index.ts')) && /^[a-z]/.test(room)
		? readdirSync(join('nodes', room)).some((file) => file.endsWith(END))
		: false,
);

const isResource = (value: unknown): value is Resource =>
	typeof value === 'object' && value !== null && 'operations' in value;

async function resourcesOf(room: string): Promise<Resource[]> {
	const exported: unknown[] = Object.values(
		(await import(`../../../nodes/${room}/index.ts`)) as Record<string, unknown>,
	);
	return exported.flat().filter(isResource);
}

test('there are rooms with operations', () => expect(rooms).not.toEqual([]));

describe.each(rooms)('nodes/%s', (room) => {
	test('its index.ts lists each of its files that end in .operation.ts, named as the value is', async () => {
		const files = readdirSync(join('nodes', room)).filter((file) => file.endsWith(END));
		const listed = (await resourcesOf(room)).flatMap(({ operations }) =>
			operations.map(({ value }) => `${value}${END}`),
		);
		expectListed(`nodes/${room}/index.ts`, listed, files);
	});

	test('its resources are in nodes/Ultravox/resources.ts', async () => {
		const names = (await resourcesOf(room)).map(({ value }) => value);
		expect(names).not.toEqual([]);
		const listed = resources.map(({ value }) => value).filter((value) => names.includes(value));
		expectListed('nodes/Ultravox/resources.ts', listed, names);
	});
});
