import { existsSync } from 'node:fs';
import type { ICredentialType } from 'n8n-workflow';
import { incomingProviders } from '../../../nodes/incomingCalls/providers/index.ts';
import { numberProviders } from '../../../nodes/phoneNumbers/providers/index.ts';
import { providers } from '../../../nodes/telephony/providers/index.ts';
import packageFile from '../../../package.json';
import { PROVIDERS_WITH_NUMBERS } from '../../../sandbox/phoneNumbers/providers.ts';
import { PROVIDERS as IN_SANDBOX } from '../../../sandbox/telephonyConfigs/providers.ts';
import { PROVIDERS as IN_TESTS } from '../../engine/telephony/providers.ts';
import { expectListed } from './expectListed.ts';

/** Where a provider has to be named, in the order in which CONTRIBUTING says it. */
const places = {
	'nodes/telephony/providers/index.ts': providers.map(({ id }) => id),
	'sandbox/telephonyConfigs/providers.ts': IN_SANDBOX as string[],
	'test/engine/telephony/providers.ts': IN_TESTS.map(({ id }) => id as string),
};
const all = [...new Set(Object.values(places).flat())];

test.each(all)('%s is in every list of providers', (id) => {
	const missing = Object.entries(places).filter(([, ids]) => !ids.includes(id));
	expect({ 'missing in': missing.map(([file]) => file) }).toEqual({ 'missing in': [] });
});

/** Where the node names those with numbers. */
const withNumbers = {
	'nodes/phoneNumbers/providers/index.ts': numberProviders,
	'nodes/incomingCalls/providers/index.ts': incomingProviders,
};

test.each(Object.entries(withNumbers))('the sandbox has the providers of %s', (file, listed) => {
	const ids = listed.map(({ provider }) => provider.id);
	expectListed(file, ids, PROVIDERS_WITH_NUMBERS);
});

describe.each(providers)('the credential of $label', ({ credentialType, account }) => {
	const name = `${credentialType[0].toUpperCase()}${credentialType.slice(1)}`;
	const file = `credentials/${name}.credentials.ts`;

	test('is listed under n8n in package.json', () => {
		const listed = `dist/${file.replace('.ts', '.js')}`;
		const found = packageFile.n8n.credentials.filter((one) => one === listed);
		expectListed('package.json', found, [listed]);
	});

	test(`is ${file}, with the fields of the account`, async () => {
		expect([file, existsSync(file)]).toEqual([file, true]);
		const exported = (await import(`../../../${file}`)) as Record<
			string,
			new () => ICredentialType
		>;
		const credential = new exported[name]();
		expect(credential.name).toBe(credentialType);
		const fields = credential.properties.map((field) => field.name);
		const names = account.map((field) => field.name);
		const listed = fields.filter((field) => names.includes(field));
		expectListed(file, listed, names);
	});
});
