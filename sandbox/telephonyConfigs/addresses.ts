import type { Schema } from '../schema';
import { saying, text } from '../schema';

const NUMBER = '\\+[1-9][0-9]{6,14}';
const SIP = 'sips?:[^\\s@<>:;]+@[^\\s@<>:;]+(:[0-9]{1,5})?(;[A-Za-z0-9_.-]+(=[^\\s;<>]+)?)*';

const matching = (message: string, pattern: string, example = '+15550000001'): Schema =>
	saying(message, text({ pattern: `^(?:${pattern})$`, examples: [example] }));

export const phoneNumber = matching('Must be a phone number in E.164 format.', NUMBER);
export const numberOrSip = matching(
	'Must be a phone number in E.164 format or a SIP address.',
	`${NUMBER}|${SIP}`,
);
export const severalTargets = matching(
	'Must be phone numbers in E.164 format or SIP addresses, joined with "<".',
	`(${NUMBER}|${SIP})(<(${NUMBER}|${SIP}))*`,
);
export const sipAddress = matching(
	'Must be a SIP address, e.g. sip:name@example.com.',
	SIP,
	'sip:name@example.com',
);

export const isPhoneNumber = (address: string) => new RegExp(`^${NUMBER}$`).test(address);
