import type { IDataObject } from 'n8n-workflow';
import type { ItemOperation } from '../engine/operation';
import { InputError } from '../errors/inputError';
import { refuseLeftEmpty } from '../fields/leftEmpty';
import { locator, readLocator } from '../fields/locators';
import { readSimplify, simplifyField } from '../fields/returnAll';
import { readSettings, settingFields } from '../fields/setting';
import { isRecord } from '../util/guards';
import { CHANGEABLE, knowledgeBaseKey, oneKnowledgeBase, showKnowledgeBase } from './fields';
import { KnowledgeBaseApi } from './knowledgeBaseApi';

interface Prepared {
	knowledgeBaseId: string;
	body: IDataObject;
	simplify: boolean;
}

export const updateKnowledgeBase: ItemOperation<Prepared> = {
	...oneKnowledgeBase,
	name: 'Update',
	value: 'update',
	action: 'Update a knowledge base',
	description: 'Change the name or the description of a knowledge base',
	thing: knowledgeBaseKey,
	join: 'equal',
	fields: [
		locator('knowledgeBase', { description: 'The knowledge base to change' }),
		{
			displayName: 'Update Fields',
			name: 'updateFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			description:
				'Only the fields that you add here are changed. To take the description away, switch it to Expression and enter {{ "" }}.',
			options: settingFields(CHANGEABLE),
		},
		simplifyField,
	],
	prepare(fns, itemIndex) {
		const given: unknown = fns.getNodeParameter('updateFields', itemIndex, {});
		const body = isRecord(given)
			? readSettings(given, CHANGEABLE, refuseLeftEmpty(fns, 'updateFields'))
			: {};
		if (Object.keys(body).length === 0) {
			throw new InputError(
				'Nothing is set that could be updated',
				'Add a field under Update Fields.',
			);
		}
		return {
			knowledgeBaseId: readLocator(fns, 'knowledgeBase', itemIndex),
			body,
			simplify: readSimplify(fns, itemIndex),
		};
	},
	async execute({ api, prepared: { body, knowledgeBaseId, simplify } }) {
		const changed = await new KnowledgeBaseApi(api).change(knowledgeBaseId, body);
		return showKnowledgeBase(changed, simplify);
	},
};
