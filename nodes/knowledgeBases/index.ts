import type { Resource } from '../engine/operation';
import { addFile } from './addFile.operation';
import { addWebPages } from './addWebPages.operation';
import { createKnowledgeBase } from './create.operation';
import { deleteKnowledgeBase } from './delete.operation';
import { deleteSource } from './deleteSource.operation';
import { getKnowledgeBase } from './get.operation';
import { getAllKnowledgeBases } from './getAll.operation';
import { getSources } from './getSources.operation';
import { queryKnowledgeBase } from './query.operation';
import { refreshSource } from './refreshSource.operation';
import { updateKnowledgeBase } from './update.operation';

export const knowledgeBase: Resource = {
	name: 'Knowledge Base',
	value: 'knowledgeBase',
	description: 'Documents and web pages in which agents look things up',
	defaultOperation: addFile.value,
	operations: [
		addFile,
		addWebPages,
		queryKnowledgeBase,
		getSources,
		refreshSource,
		deleteSource,
		createKnowledgeBase,
		getKnowledgeBase,
		getAllKnowledgeBases,
		updateKnowledgeBase,
		deleteKnowledgeBase,
	],
};
