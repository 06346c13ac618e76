/**
 * A copy of a request body with its secrets replaced by "***".
 *
 * @param secretFields names of fields whose values are secret, at any depth; `a.b` for fields b of a, or of the rows of a
 * @param found takes the dotted path of every secret that was there
 */
export function redact(
	value: unknown,
	secretFields: ReadonlySet<string>,
	found: string[],
	path = '',
): unknown {
	const inner = (part: unknown, name: string) => {
		const here = path === '' ? name : `${path}.${name}`;
		const inParent = here
			.replace(/\.\d+(?=\.)/g, '')
			.split('.')
			.slice(-2)
			.join('.');
		if (!secretFields.has(name) && !secretFields.has(inParent))
			return redact(part, secretFields, found, here);
		found.push(here);
		return '***';
	};
	if (Array.isArray(value)) return value.map((item, index) => inner(item, String(index)));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, inner(part, name)]));
}
