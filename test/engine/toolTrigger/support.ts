import type { INodeParameters } from 'n8n-workflow';
import { UltravoxToolTrigger } from '../../../nodes/UltravoxToolTrigger/UltravoxToolTrigger.node';
import type { Account } from '../../support/account';
import { webhookNode, type WebhookOptions } from '../../support/harness/webhook';

export const PUBLIC = 'https://n8n.example.com';

/** Makes tool triggers of an account: `lookUpOrder`, with a required text and a whole number. */
export const toolTriggers =
	(account: Account) =>
	(parameters: INodeParameters = {}, more: Partial<WebhookOptions> = {}) =>
		webhookNode({
			node: UltravoxToolTrigger,
			parameters: {
				toolName: 'lookUpOrder',
				toolDescription: 'Looks up an order.',
				toolParameters: {
					values: [
						{ name: 'orderNumber', type: 'string', required: true },
						{ name: 'quantity', type: 'integer', required: false },
					],
				},
				...parameters,
			},
			credentials: account.credentials(),
			baseUrl: PUBLIC,
			...more,
		});

/** The account's own tools. */
export const ownTools = ({ sandbox }: Account) =>
	[...sandbox.state.tools.values()].filter(({ ownership }) => ownership === 'private');

/** The secret of a tool. */
export const secretOf = ({ definition }: { definition: Record<string, unknown> }): string => {
	const [{ value }] = definition.staticParameters as Array<{ value: string }>;
	return value;
};

/** What went wrong, in the words that the editor shows. */
export async function failureOf(work: Promise<unknown>): Promise<string> {
	const error = await work.then(
		() => new Error('It worked.'),
		(thrown: Error) => thrown,
	);
	return error.message;
}

/** The trigger's code loaded anew, with nothing in its memory: n8n after a restart, or another process of it. */
export async function anotherProcess(): Promise<typeof UltravoxToolTrigger> {
	let loaded: typeof UltravoxToolTrigger | undefined;
	await jest.isolateModulesAsync(async () => {
		({ UltravoxToolTrigger: loaded } = await import(
			'../../../nodes/UltravoxToolTrigger/UltravoxToolTrigger.node'
		));
	});
	if (!loaded) throw new Error('The code was not loaded.');
	return loaded;
}
