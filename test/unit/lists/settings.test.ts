import { configLabels } from '../../../nodes/telephony/labels';
import { twilio } from '../../../nodes/telephony/providers/twilio';
import { SETTINGS } from '../../../sandbox/telephonyConfigs/schema';

test('nodes/telephony/settings.ts and sandbox/telephonyConfigs/schema.ts have the same settings', () => {
	const account = twilio.account.map(({ name }) => name);
	const inNode = Object.keys(configLabels(twilio)).filter((name) => !account.includes(name));
	expect(inNode.sort()).toEqual(Object.keys(SETTINGS).sort());
});
