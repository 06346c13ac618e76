import { configLabels } from '../../../nodes/telephony/labels';
import { twilio } from '../../../nodes/telephony/providers/twilio';
import { SETTINGS } from '../../../sandbox/telephonyConfigs/schema';
import { expectListed } from './expectListed';

test('nodes/telephony/settings.ts and sandbox/telephonyConfigs/schema.ts have the same settings', () => {
	const account = twilio.account.map(({ name }) => name);
	const inNode = Object.keys(configLabels(twilio)).filter((name) => !account.includes(name));
	expectListed('sandbox/telephonyConfigs/schema.ts', Object.keys(SETTINGS), inNode);
});
