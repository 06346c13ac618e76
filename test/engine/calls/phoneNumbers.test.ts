import type { IDataObject } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { runNode } from '../../support/harness';
import { useSandbox } from '../../support/account';
import { succeed } from '../../support/expectSuccess';

jest.setTimeout(30_000);

const account = useSandbox();
let sandbox: Sandbox;
let agentId: string;

beforeEach(() => {
	({ sandbox } = account);
	sandbox.seedConfig('twilio');
	sandbox.seedConfig('plivo');
	[agentId] = sandbox.state.agents.keys();
});

const create = async (to: string, more: IDataObject = {}, resource = 'call') =>
	await runNode({
		node: Ultravox,
		parameters: {
			resource,
			operation: 'create',
			agentId: { __rl: true, mode: 'id', value: agentId },
			to: '={{ $json.to }}',
			from: '+15559876543',
			...more,
		} as never,
		credentials: account.credentials(),
		items: [{ to }],
	});

const dialled = () => {
	const [{ body }] = sandbox.requests.filter(({ method }) => method === 'POST');
	const { medium } = body as { medium: Record<string, { outgoing: IDataObject }> };
	return Object.values(medium)[0].outgoing;
};

describe('a phone number as people write it', () => {
	it.each([
		['+1 (555) 123-4567', '+15551234567'],
		['+1.555.123.4567', '+15551234567'],
		['+49 30/1234567', '+49301234567'],
		['0049 30 1234567', '+49301234567'],
		['00 1 (555) 123 4567', '+15551234567'],
		['(+49) 30 1234567', '+49301234567'],
		['+39 06 698 12345', '+390669812345'],
		['+1\u00a0555\u2011123\u20134567', '+15551234567'],
		['\u202a+15551234567\u202c', '+15551234567'],
	])('%s is dialled as %s', async (written, to) => {
		await succeed(create(written));
		expect(dialled()).toMatchObject({ to });
	});

	it('shows the caller, and is one of several for Plivo', async () => {
		await succeed(
			create('+1 555 123 4567<sip:ada@carrier.example', {
				medium: 'plivo',
				from: '+1 (555) 987-6543',
			}),
		);
		expect(dialled()).toEqual({
			to: '+15551234567<sip:ada@carrier.example',
			from: '+15559876543',
		});
	});

	it('is a row of a batch', async () => {
		const options = { skipEarlierRows: false };
		await succeed(create('+1 (555) 123-4567', { options }, 'callBatch'));
		const { calls } = sandbox.requests[0].body as { calls: IDataObject[] };
		expect(calls[0].medium).toMatchObject({ twilio: { outgoing: { to: '+15551234567' } } });
	});
});

describe('a number that may mean two is refused before anything is sent', () => {
	it.each([
		['030 1234567', 'has no country code', 'Begin with +'],
		['(555) 123-4567', 'has no country code', 'Begin with +'],
		['1 555 123 4567', 'has no country code', 'write +15551234567'],
		['+49 (0)30 1234567', 'may be dialled in two ways', '+49301234567'],
		['0049 (0) 30 1234567', 'may be dialled in two ways', '+49301234567'],
		['+49 (030) 1234567', 'may be dialled in two ways', '+49301234567'],
		['+15551234567\n8', 'is not a phone number', 'Begin with +'],
		['+15551234567, +15551234568', 'is not a phone number', 'Begin with +'],
		['+1 555 123 4567 ext. 8', 'is not a phone number', 'Begin with +'],
		['+1 555 CALL NOW', 'is not a phone number', 'Begin with +'],
	])('%s %s', async (to, problem, advice) => {
		const { error } = await create(to);
		expect(error?.message).toMatch(/^To: /);
		expect(error?.message).toContain(problem);
		expect(error?.description).toContain(advice);
		expect(sandbox.requests).toEqual([]);
	});
});
