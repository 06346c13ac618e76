import { independent, type ItemOperation } from '../engine/operation';
import { listFields, readLimit, readSimplify, simplifyField } from '../fields/returnAll';
import { apiOf, readNumberAccount, type NumberAccount } from './account';
import { agentHome } from '../agents/agentAddress';
import { providerField } from '../telephony/providerField';
import { readProvider } from './fields';
import { agentOf, pointsTo, showNumber } from './phoneNumber';
import type { NumberProvider } from './provider';

interface Prepared extends NumberAccount {
	provider: NumberProvider;
	limit: number;
	simplify: boolean;
}

export const getAllPhoneNumbers: ItemOperation<Prepared> = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many phone numbers',
	description: 'List the numbers of the account at the provider, and what each points at',
	thing: independent,
	fields: [providerField, ...listFields, simplifyField],
	async prepare(fns, itemIndex) {
		const provider = readProvider(fns, itemIndex);
		return {
			provider,
			limit: readLimit(fns, itemIndex),
			simplify: readSimplify(fns, itemIndex),
			...(await readNumberAccount(fns, provider, itemIndex)),
		};
	},
	async execute({ fns, api, prepared }) {
		const { provider, limit, simplify } = prepared;
		const home = agentHome(await api.baseUrl());
		const numbers = await provider.list(apiOf(fns, prepared), limit);
		return numbers.map((number) =>
			simplify
				? showNumber(number, provider.provider, home)
				: { ...number.raw, pointsTo: pointsTo(number, home), agentId: agentOf(number, home) },
		);
	},
};
