import type { IDataObject } from 'n8n-workflow';
import type { UltravoxApi } from '../client/ultravoxApi';
import { independent, type ItemOperation } from '../engine/operation';
import { ApiError } from '../errors/apiError';
import { apiWords } from '../errors/messages';
import { readSettings, settingFields } from '../fields/setting';
import { readSimplify, simplifyField } from '../fields/returnAll';
import { isRecord } from '../util/guards';
import { toResult } from '../util/result';
import { ADDITIONAL, nameField, oneKnowledgeBase, readName, showKnowledgeBase } from './fields';
import { KnowledgeBaseApi } from './knowledgeBaseApi';

export const createKnowledgeBase: ItemOperation<{ body: IDataObject; simplify: boolean }> = {
	...oneKnowledgeBase,
	name: 'Create',
	value: 'create',
	action: 'Create a knowledge base',
	description: 'Make an empty knowledge base, to which files and web pages can be added',
	thing: independent,
	once: {
		inDoubt: {
			message: 'Not made again, since an earlier try may have made this knowledge base',
			description: 'Look for it with Get Many before you run this again.',
		},
	},
	fields: [
		nameField,
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: settingFields(ADDITIONAL),
		},
		simplifyField,
	],
	prepare(fns, itemIndex) {
		const given: unknown = fns.getNodeParameter('additionalFields', itemIndex, {});
		const more = isRecord(given) ? readSettings(given, ADDITIONAL) : {};
		return {
			body: { name: readName(fns, itemIndex), ...more },
			simplify: readSimplify(fns, itemIndex),
		};
	},
	async execute({ api, prepared: { body, simplify } }) {
		const outcome = await toResult(new KnowledgeBaseApi(api).create(body));
		if ('error' in outcome) throw await atLimit(api, outcome.error);
		return showKnowledgeBase(outcome.value, simplify);
	},
};

/** Says so where the account has as many as it may have: the API may refuse one more with any status. */
async function atLimit(api: UltravoxApi, error: unknown): Promise<unknown> {
	if (!(error instanceof ApiError) || !error.hasStatus(400, 402, 403, 409, 422, 429)) return error;
	const looked = await toResult(
		Promise.all([
			api.send({ method: 'GET', path: '/api/accounts/me' }),
			new KnowledgeBaseApi(api).list(Infinity, () => undefined),
		]),
	);
	if ('error' in looked) return error;
	const [account, all] = looked.value;
	const allowed = isRecord(account) ? account.allowedCorpora : undefined;
	if (typeof allowed !== 'number' || all.length < allowed) return error;
	return error.worded({
		message: `This Ultravox account has all ${allowed} knowledge bases that it may have`,
		description: `Delete one, add sources to one of them instead, or look on the billing page of the Ultravox console for a plan with more.${apiWords(error.facts)}`,
	});
}
