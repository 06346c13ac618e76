import { isExpression } from '../fields/expressions';
import { settingFields } from '../fields/setting';
import { simplifyField } from '../fields/returnAll';
import { InputError } from '../errors/inputError';
import type { ItemOperation } from '../engine/operation';
import { isRecord } from '../util/guards';
import { batchLabels, batchWording } from './labels';
import { includeSecretOption, readView, showBatch, type BatchView } from './output';
import { BATCH_SETTINGS, readBatchSettings, type BatchSettings } from './settings';
import { batchesOf, batchFields, batchKey, readTarget, type BatchTarget } from './target';

interface Prepared extends BatchTarget, BatchView {
	settings: BatchSettings;
}

/** Changes what belongs to a batch as a whole. Its calls stay: what the API makes of new ones is not documented. */
export const updateBatch: ItemOperation<Prepared> = {
	name: 'Update',
	value: 'update',
	action: 'Update a call batch',
	description: 'Pause a batch, or change its window, its throttle or its webhook',
	thing: batchKey,
	join: 'equal',
	fields: [
		...batchFields,
		{
			displayName: 'Update Fields',
			name: 'updateFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			description:
				'Only the fields that you add here are changed. To take a stored value away, switch its field to Expression and enter {{ "" }}.',
			options: settingFields(BATCH_SETTINGS),
		},
		simplifyField,
	],
	options: [includeSecretOption],
	labels: batchLabels,
	wording: batchWording,
	prepare(fns, itemIndex) {
		const given: unknown = fns.getNodeParameter('updateFields', itemIndex, {});
		const clears = (name: string) => isExpression(fns, 'updateFields', name);
		const settings = isRecord(given) ? readBatchSettings(given, fns.getTimezone(), clears) : {};
		if (Object.keys(settings).length === 0) {
			throw new InputError(
				'Nothing is set that could be updated',
				'Add a field under Update Fields.',
			);
		}
		return { ...readTarget(fns, itemIndex), ...readView(fns, itemIndex), settings };
	},
	async execute({ api, prepared }) {
		const { agentId, batchId, settings } = prepared;
		api.keepSecret(settings.webhookSecret);
		return showBatch(await batchesOf(api, prepared).change(batchId, settings), agentId, prepared);
	},
};
