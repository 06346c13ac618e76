import { telephonyFixture } from '../telephony/fixture';
import { PROVIDERS } from '../telephony/providers';
import { expectSuccess } from '../../support/expectSuccess';
import { inRealTime } from '../../support/harness/shortWaits';

const [provider] = PROVIDERS;
const at = telephonyFixture(provider);
beforeEach(() => at.sandbox.seedConfig(provider.id));

const ALL = 'callCreationAllowAllAgents';
const UPDATE = { agentAccess: 'all' };
const tries = (maxRetries: number) => ({ options: { maxRetries } });

const nextSecond = () => new Date(Date.now() + 1000).toUTCString();

it.each<[string, number, () => string | undefined]>([
	['429 with a date', 429, nextSecond],
	['429 with a date that has passed', 429, () => 'Mon, 01 Jan 2024 00:00:00 GMT'],
	['429 with nonsense', 429, () => 'soon'],
	['429 without', 429, () => undefined],
	['503 with a date', 503, nextSecond],
])('%s is followed by another try', async (_, status, header) => {
	const value = header();
	at.fault({ status, ...(value === undefined ? {} : { headers: { 'retry-after': value } }) });
	const { json } = await at.run('update', { ...UPDATE, ...tries(1) });
	expect(json[0]).toMatchObject({ [ALL]: true });
	expect(at.methods()).toEqual(['PATCH', 'PATCH']);
});

describe('seconds', () => {
	inRealTime();
	const WISH = { headers: { 'retry-after': '1' } };
	const expectWaited = () => {
		const [first, second] = at.sandbox.requests;
		expect(second.at - first.at).toBeGreaterThanOrEqual(900);
	};

	it.each([429, 503])('are waited for by an update, after %d', async (status) => {
		at.fault({ status, ...WISH });
		const { json } = await at.run('update', { ...UPDATE, ...tries(1) });
		expect(json[0]).toMatchObject({ [ALL]: true });
		expect(at.methods()).toEqual(['PATCH', 'PATCH']);
		expectWaited();
	});

	it.each([429, 503])('are waited for by a creation, too, after %d', async (status) => {
		at.sandbox.state.configs.twilio = null;
		at.fault({ status, ...WISH });
		expectSuccess(await at.run('create', tries(1)));
		expect(at.methods()).toEqual(['POST', 'POST']);
		expectWaited();
	});
});

it('a wish for more than two minutes is passed on to the user', async () => {
	at.fault({ status: 429, headers: { 'retry-after': '3600' }, times: 9 });
	const { error } = await at.run('update', { ...UPDATE, ...tries(3) });
	expect(error?.description).toContain('Wait 3600 seconds');
	expect(at.methods()).toEqual(['PATCH']);
});
