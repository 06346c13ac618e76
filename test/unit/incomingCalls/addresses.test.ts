import { addressesFor } from '../../../nodes/UltravoxIncomingCallTrigger/request';

const KNOWN = 'https://n8n.example.com/automation/webhook/7b1f0c52/incoming-call';

test.each([
	['as it is', '/automation/webhook/7b1f0c52/incoming-call', KNOWN],
	['without the prefix that a proxy takes off', '/webhook/7b1f0c52/incoming-call', KNOWN],
	['with one that a proxy adds', '/internal/webhook/7b1f0c52/incoming-call', KNOWN],
	[
		'with its query, byte for byte',
		"/webhook/7b1f0c52/incoming-call?b=2&a=it's%20?&c",
		`${KNOWN}?b=2&a=it's%20?&c`,
	],
	['with a slash at the end', '/webhook/7b1f0c52/incoming-call/?a=1', `${KNOWN}/?a=1`],
	['where nothing is known of it', '', KNOWN],
])('the public address, %s', (_, received, expected) => {
	expect(addressesFor(KNOWN, received, false)).toEqual([expected]);
});

test.each([
	['as n8n calls it', '/webhook-test/7b1f0c52/incoming-call?a=1', 'webhook-test', '?a=1'],
	['as an operator calls it', '/try-out/7b1f0c52/incoming-call', 'try-out', ''],
	[
		'behind a prefix',
		'/internal/automation/webhook-test/7b1f0c52/incoming-call',
		'webhook-test',
		'',
	],
	['that is the usual one', '/webhook/7b1f0c52/incoming-call', 'webhook', ''],
	['that fits nothing', '/somewhere/else', 'webhook', ''],
])('in a test run the address of the test, %s', (_, received, endpoint, query) => {
	const expected = `https://n8n.example.com/automation/${endpoint}/7b1f0c52/incoming-call${query}`;
	expect(addressesFor(KNOWN, received, true)).toEqual([expected]);
});

test('no address where n8n has none', () => {
	expect(addressesFor('', '/webhook/7b1f0c52/incoming-call', false)).toEqual([]);
});
