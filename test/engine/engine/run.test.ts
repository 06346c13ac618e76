import {
	sleep,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
} from 'n8n-workflow';
import { InputError } from '../../../nodes/errors/inputError';
import { runOperation } from '../../../nodes/engine/run';
import { independent, type ItemOperation } from '../../../nodes/engine/operation';
import { runNode } from '../../support/harness';

/** A node of one operation that runs several items at once, and does with each what the test says. */
const nodeOf = (execute: ItemOperation<unknown>['execute']): INodeType => {
	const operation: ItemOperation<unknown> = {
		name: 'Do',
		value: 'do',
		action: 'Do',
		description: 'Does what the test says',
		thing: independent,
		fields: [],
		prepare: () => null,
		execute,
	};
	const resource = {
		name: 'Thing',
		value: 'thing',
		description: '',
		defaultOperation: 'do',
		operations: [operation],
	};
	return {
		description: {
			displayName: 'Routed',
			name: 'routed',
			group: ['transform'],
			version: 1,
			description: 'Runs one operation of a test',
			defaults: { name: 'Routed' },
			inputs: ['main'],
			outputs: ['main'],
			properties: [
				{ displayName: 'Resource', name: 'resource', type: 'string', default: 'thing' },
				{ displayName: 'Operation', name: 'operation', type: 'string', default: 'do' },
			],
		},
		async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
			return await runOperation(this, [resource]);
		},
	};
};

describe('items that run several at once', () => {
	const items = Array.from({ length: 50 }, (_, number) => ({ number }));

	it('are not begun any more when one has failed', async () => {
		const begun: number[] = [];
		const node = nodeOf(async ({ itemIndex }) => {
			begun.push(itemIndex);
			throw new InputError('Not this one', 'Take another.');
		});
		const { error } = await runNode({ node, items });
		expect(error?.message).toContain('Not this one');
		expect(begun[0]).toBe(0);
		expect(begun.length).toBeLessThanOrEqual(8);
	});

	it('are all done, in order, and never more at once than the window has room for', async () => {
		let open = 0;
		let most = 0;
		const node = nodeOf(async ({ itemIndex }) => {
			most = Math.max(most, ++open);
			// Long enough for more to begin, if they were let.
			await sleep(200);
			open--;
			return { itemIndex };
		});
		const { json } = await runNode({ node, items });
		expect(json).toEqual(items.map((_, itemIndex) => ({ itemIndex })));
		expect(most).toBeLessThanOrEqual(8);
		expect(most).toBeGreaterThan(1);
	});
});
