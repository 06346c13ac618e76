import { sleep, type IDataObject } from 'n8n-workflow';
import { telephonyFixture, until } from '../telephony/fixture';
import { PROVIDERS } from '../telephony/providers';
import { inRealTime } from '../../support/harness/shortWaits';

const [provider] = PROVIDERS;
const at = telephonyFixture(provider);
beforeEach(() => at.sandbox.seedConfig(provider.id));

const UPDATE = { agentAccess: 'all' };
const MAPPED = {
	mappingMode: 'replace',
	specifyMapping: 'json',
	requestContextMappingJson: '={{ $json }}',
};

describe('a stopped execution', () => {
	inRealTime();

	const stopWhen = async (isSo: () => boolean, parameters: IDataObject, items?: IDataObject[]) => {
		const stop = new AbortController();
		const running = at.run(
			'update',
			{ ...UPDATE, ...parameters },
			{
				signal: stop.signal,
				onError: 'continueRegularOutput',
				...(items ? { items } : {}),
			},
		);
		await until(isSo);
		stop.abort();
		const { status } = await running;
		return status;
	};

	it('does not send again after a wish to wait', async () => {
		at.fault({ status: 429, headers: { 'retry-after': '1' }, times: 99 });
		const options = { timeout: 5, maxRetries: 5 };
		const status = await stopWhen(() => at.sandbox.requests.length > 0, { options });
		expect(status).toBe('canceled');
		await sleep(1500);
		expect(at.methods()).toEqual(['PATCH']);
	});

	it('does not wait for an answer that is under way', async () => {
		at.fault({ never: true, times: 99 });
		const options = { timeout: 600, maxRetries: 5 };
		expect(await stopWhen(() => at.sandbox.requests.length > 0, { options })).toBe('canceled');
		await sleep(1000);
		expect(at.methods()).toEqual(['PATCH']);
		expect(at.sandbox.traffic.open).toBe(0);
	});

	it('leaves the items that are not done yet', async () => {
		const items = Array.from({ length: 500 }, (_, n) => ({ From: `user.item${n}` }));
		const status = await stopWhen(() => at.sandbox.requests.length >= 3, MAPPED, items);
		expect(status).toBe('canceled');
		const sent = at.sandbox.requests.length;
		expect(sent).toBeLessThan(500);
		await sleep(500);
		expect(at.sandbox.requests.length).toBeLessThanOrEqual(sent + 1);
	});
});
