import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import { runNode } from '../../support/harness';
import { telephonyFixture } from './fixture';
import { PROVIDERS } from './providers';

/** A step whose credential was not chosen yet, which n8n runs all the same. */
describe.each(PROVIDERS)('$label', (provider) => {
	const at = telephonyFixture(provider);
	const { resource, label, credentialType } = provider;

	it('says where to choose the account, in the words of the panel', async () => {
		const { sandbox } = at;
		const { error } = await runNode({
			node: Ultravox,
			parameters: { resource, operation: 'create' },
			credentials: { ultravoxApi: { apiKey: sandbox.apiKey, baseUrl: sandbox.url } },
		});
		expect(error?.message).toBe(`${label} Account Credential: none is chosen`);
		expect(error?.description).toContain(`Or set ${label} Account to From the Fields Below`);
		expect(at.methods()).toEqual([]);
	});

	it('says where to choose the API key', async () => {
		const { error } = await runNode({
			node: Ultravox,
			parameters: { resource, operation: 'get' },
			credentials: { [credentialType]: provider.account },
		});
		expect(error?.message).toBe('Ultravox API credential: none is chosen');
		expect(error?.description).toContain('at the top of the panel');
		expect(at.methods()).toEqual([]);
	});
});
