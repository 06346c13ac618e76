/** A switch that is neither yes nor no must show when the trigger is published, not make it deaf afterwards. */
import type { INodeParameters } from 'n8n-workflow';
import { UltravoxTrigger } from '../../../nodes/UltravoxTrigger/UltravoxTrigger.node';
import type { Sandbox } from '../../../sandbox';
import { webhookNode } from '../../support/harness/webhook';
import { useSandbox } from '../../support/account';

const account = useSandbox();
let sandbox: Sandbox;

beforeEach(() => {
	({ sandbox } = account);
});

const trigger = (options: INodeParameters) =>
	webhookNode({
		node: UltravoxTrigger,
		parameters: { events: ['call.ended'], options },
		credentials: account.credentials(),
		baseUrl: 'https://n8n.example.com',
	});

it.each(['={{ "abc" }}', '={{ null }}', 'perhaps'])(
	'Ignore Duplicates as %s is refused before a request',
	async (ignoreDuplicates) => {
		await expect(trigger({ ignoreDuplicates }).activate()).rejects.toThrow(
			/^Ignore Duplicates: .* is neither true nor false/,
		);
		expect(sandbox.requests.filter(({ method }) => method === 'POST')).toEqual([]);
	},
);

it.each([true, false, '={{ false }}'])('Ignore Duplicates may be %s', async (ignoreDuplicates) => {
	await trigger({ ignoreDuplicates }).activate();
	expect(sandbox.state.webhooks.size).toBe(1);
});
