import { InputError } from '../../../nodes/errors/inputError';
import { readDateTime } from '../../../nodes/fields/dateTime';

const read = (value: unknown, zone = 'Europe/Berlin') => readDateTime(value, 'Window Start', zone);

test.each([
	['2026-05-01T10:00:00Z', '2026-05-01T10:00:00.000Z'],
	['2026-05-01T10:00:00+02:00', '2026-05-01T08:00:00.000Z'],
	[' 2026-05-01T10:00:00.250-04:00 ', '2026-05-01T14:00:00.250Z'],
	// As the editor's date picker stores it: the workflow's own time, summer and winter.
	['2026-07-01T10:00:00', '2026-07-01T08:00:00.000Z'],
	['2026-01-01T10:00:00', '2026-01-01T09:00:00.000Z'],
	['2026-01-01', '2025-12-31T23:00:00.000Z'],
	['2026-01-01 10:30', '2026-01-01T09:30:00.000Z'],
	[new Date('2026-05-01T10:00:00Z'), '2026-05-01T10:00:00.000Z'],
	[Date.UTC(2026, 4, 1), '2026-05-01T00:00:00.000Z'],
])('%s is %s', (value, instant) => {
	expect(read(value)).toBe(instant);
});

test.each([
	'2026-02-30',
	'2026-13-01T10:00:00Z',
	'2026-05-01T25:00:00Z',
	'tomorrow',
	'5',
	'',
	1_767_225_600,
	null,
	undefined,
	true,
	{},
	new Date(NaN),
])('%s is refused by the name of its field', (value) => {
	expect(() => read(value)).toThrow(InputError);
	expect(() => read(value)).toThrow(/^Window Start: /);
});
