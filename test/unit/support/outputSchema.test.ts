import { misfits, shapeOf, toSchema, union } from '../../support/outputSchema';

const schemaOf = (...outputs: unknown[]) => toSchema(union(outputs.map(shapeOf)), 'output');

test('a field has every type that it was seen with, null last: the editor shows the first', () => {
	expect(schemaOf({ a: null, b: 1 }, { a: 'x', b: '1' })).toEqual({
		type: 'object',
		properties: { a: { type: ['string', 'null'] }, b: { type: ['number', 'string'] } },
	});
});

test('fields stand in the order in which they come out, those of later outputs after them', () => {
	const { properties } = schemaOf({ b: 1, a: 1 }, { c: 1, a: 1, b: 1 });
	expect(Object.keys(properties ?? {})).toEqual(['b', 'a', 'c']);
});

test('objects and lists that may be null keep their fields in sight', () => {
	expect(schemaOf({ o: null, l: null }, { o: { a: true }, l: [{ b: 1 }, { c: 1 }] })).toEqual({
		type: 'object',
		properties: {
			o: { type: 'object', nullable: true, properties: { a: { type: 'boolean' } } },
			l: {
				type: 'array',
				nullable: true,
				items: {
					type: 'object',
					properties: { b: { type: 'number' }, c: { type: 'number' } },
				},
			},
		},
	});
});

test('keys of the users are in no schema', () => {
	const output = { metadata: { '*': 'text', customer: '4711' } };
	expect(schemaOf(output)).toEqual({
		type: 'object',
		properties: { metadata: { type: 'object' } },
	});
	expect(misfits(output, schemaOf(output), 'call/get')).toEqual([]);
});

test('a field without a value in any run is named', () => {
	expect(() => schemaOf({ a: [{ b: null }] })).toThrow('output.a[].b is null in every run');
});

test('what does not fit is named by its place', () => {
	const schema = schemaOf({ a: [{ b: 1 }], c: 'x' });
	expect(misfits({ a: [{ b: 2 }], c: 'y' }, schema, 'call/get')).toEqual([]);
	expect(misfits({ a: [{ b: null }, { d: 1 }], c: [], e: 1 }, schema, 'call/get')).toEqual([
		'call/get.a[].b is null, not number',
		'call/get.a[].d is not in the schema',
		'call/get.c is array, not string',
		'call/get.e is not in the schema',
	]);
});
