/** A filter whose expression gives no agents must not list the calls of all of them: a Delete may come next. */
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { runNode } from '../../support/harness';
import { useSandbox } from '../../support/account';
import { succeed } from '../../support/expectSuccess';

const account = useSandbox({ agents: 2 });
let sandbox: Sandbox;

beforeEach(() => {
	({ sandbox } = account);
	sandbox.calls.seed(3);
});

const list = async (agentIds: string | string[]) =>
	await runNode({
		node: Ultravox,
		parameters: { resource: 'call', operation: 'getAll', returnAll: true, filters: { agentIds } },
		items: [{ none: [], empty: '' }],
		credentials: account.credentials(),
	});

it.each([
	['an empty list', '={{ $json.none }}'],
	['a list of which nothing is left', '={{ $json.none.filter((agent) => agent.open) }}'],
	['empty text', '={{ $json.empty }}'],
])('is refused: %s', async (_, agentIds) => {
	const { error } = await list(agentIds);
	expect(error?.message).toContain('Agent Names or IDs: the expression gives no agent');
	expect(sandbox.requests).toEqual([]);
});

it('is no filter where nobody has chosen an agent yet', async () => {
	const { items } = await succeed(list([]));
	expect(items).toHaveLength(3);
});
