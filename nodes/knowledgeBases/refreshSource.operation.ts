import type { IDataObject } from 'n8n-workflow';
import type { ItemOperation } from '../engine/operation';
import { readSimplify, simplifyField } from '../fields/returnAll';
import { show } from '../fields/values';
import { isRecord } from '../util/guards';
import { readWait, waitOptions, type WaitWish } from './addOptions';
import {
	sourceKey,
	oneSource,
	readTarget,
	showSource,
	sourceFields,
	type SourceTarget,
} from './fields';
import { SourceApi, type Source } from './knowledgeBaseApi';
import { GOES_ON, isEmpty, notReady, untilReady } from './untilReady';

interface Prepared extends SourceTarget, WaitWish {
	simplify: boolean;
}

/** Makes Ultravox load a source anew. What was in it can be found in the meantime. */
export const refreshSource: ItemOperation<Prepared> = {
	...oneSource,
	name: 'Refresh Source',
	value: 'refreshSource',
	action: 'Refresh a source of a knowledge base',
	description: 'Read the web pages of a source again; agents find the former ones in the meantime',
	thing: sourceKey,
	join: 'equal',
	fields: [...sourceFields, simplifyField],
	options: waitOptions,
	prepare: (fns, itemIndex) => ({
		...readTarget(fns, itemIndex),
		...readWait(fns, itemIndex),
		simplify: readSimplify(fns, itemIndex),
	}),
	async execute({ api, prepared, warn }) {
		const { knowledgeBaseId, mostMs, simplify, sourceId, waits } = prepared;
		const sources = new SourceApi(api, knowledgeBaseId);
		const stored = await sources.get(sourceId);
		const changed = await sources.change(sourceId, whatItIsMadeOf(stored));
		if (!waits) return showSource(changed, knowledgeBaseId, simplify);
		const ready = await untilReady(sources, changed, mostMs, api.cancelSignal);
		if (ready === undefined) throw notReady(changed, mostMs, GOES_ON);
		if (await isEmpty(sources, ready)) {
			warn(`The source ${show(ready.name)} is ready, but nothing was found in it.`);
		}
		return showSource(ready, knowledgeBaseId, simplify);
	},
};

/** The API loads a source anew when it is changed; the change here is none. */
function whatItIsMadeOf(source: Source): IDataObject {
	const { advanced, crawl, loadSpec, name, upload } = source;
	const spec = Object.entries({ crawl: crawl ?? loadSpec, upload, advanced }).find(([, value]) =>
		isRecord(value),
	);
	return spec ? { [spec[0]]: spec[1] } : { name };
}
