import type { IDataObject } from 'n8n-workflow';
import { configLabels } from '../../../nodes/telephony/labels';
import { requireTaken } from '../../../nodes/telephony/proof';
import { twilio } from '../../../nodes/telephony/providers/twilio';
import { compare } from '../../../nodes/telephony/report';
import { refusalOf } from '../../support/inputErrors';

const labels = configLabels(twilio);
const isAccount = new Set(twilio.account.map(({ name }) => name));
const names = Object.keys(labels).filter((name) => !isAccount.has(name));

describe.each(names)('%s', (name) => {
	const [before, after] = [{ [name]: ['before'] }, { [name]: ['after'] }] as IDataObject[];

	test('is in the report of changes', () => {
		expect(compare(twilio, before, after, after).changes).toEqual([
			{ field: name, before: ['before'], after: ['after'] },
		]);
	});

	test('is looked at in the answer to a write', () => {
		const refusal = refusalOf(() => requireTaken(twilio, before, after));
		expect(refusal.message).toContain(`${labels[name]}: Ultravox took the change`);
		expect(() => requireTaken(twilio, before, before)).not.toThrow();
	});
});
