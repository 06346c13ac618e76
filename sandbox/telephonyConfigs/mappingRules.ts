import { Problem } from '../server/problems';

function pathComplaint(path: string): string | undefined {
	const parts = path.split('.');
	if (parts.some((part) => part === '')) return 'A path may not have empty parts.';
	if (parts.some((part) => part !== part.trim()))
		return 'A path may not have blanks around its parts.';
	return undefined;
}

/**
 * Checks a requestContextMapping (request field → context field).
 *
 * @throws Problem 400 with the message under the request field
 */
export function checkMapping(mapping: Record<string, string>): void {
	const refuse = (key: string, text: string) =>
		new Problem(400, { requestContextMapping: { [key]: [text] } });
	const targets = new Set<string>();
	for (const [key, target] of Object.entries(mapping)) {
		const complaint = pathComplaint(key) ?? pathComplaint(target);
		if (complaint) throw refuse(key, complaint);
		if (target.split('.')[0] === 'ultravox')
			throw refuse(key, 'Context under "ultravox" is reserved.');
		if (targets.has(target)) throw refuse(key, `"${target}" is already in use.`);
		targets.add(target);
	}
	for (const [key, target] of Object.entries(mapping)) {
		const parts = target.split('.');
		const above = parts.map((_, depth) => parts.slice(0, depth).join('.')).slice(1);
		const clash = above.find((path) => targets.has(path));
		if (clash !== undefined) throw refuse(key, `"${target}" clashes with "${clash}".`);
	}
}
