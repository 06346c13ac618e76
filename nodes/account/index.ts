import type { Resource } from '../engine/operation';
import { getUsage } from './getUsage.operation';

export const account: Resource = {
	name: 'Account',
	value: 'account',
	description: 'What the account of the API key has used',
	defaultOperation: getUsage.value,
	operations: [getUsage],
};
