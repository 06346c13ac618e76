import { providers } from '../../../nodes/telephony/providers';
import { n8n } from '../../../package.json';
import { PROVIDERS as IN_SANDBOX } from '../../../sandbox/telephonyConfigs/providers';
import { PROVIDERS as IN_TESTS } from '../../engine/telephony/providers';

/** Where a provider has to be named, in the order in which CONTRIBUTING says it. */
const places = {
	'nodes/telephony/providers/index.ts': providers.map(({ id }) => id),
	'sandbox/telephonyConfigs/providers.ts': IN_SANDBOX as string[],
	'test/engine/telephony/providers.ts': IN_TESTS.map(({ id }) => id as string),
};
const all = [...new Set(Object.values(places).flat())];

test.each(all)('%s is in every list of providers', (id) => {
	const missing = Object.entries(places).filter(([, ids]) => !ids.includes(id));
	expect(missing.map(([file]) => file)).toEqual([]);
});

test.each(providers)('the credential of $label is listed in package.json', ({ credentialType }) => {
	const file = `${credentialType[0].toUpperCase()}${credentialType.slice(1)}`;
	expect(n8n.credentials).toContain(`dist/credentials/${file}.credentials.js`);
});
