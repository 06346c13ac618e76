import {
	dateTime,
	filled,
	httpUrl,
	integer,
	list,
	number,
	object,
	oneOfNames,
	saying,
	text,
	uuid,
	type Schema,
} from '../schema';

const DOCUMENTS_PER_SOURCE = 200;

const mimeTypes = object({ mimeTypes: list(filled(), { minItems: 1 }) }, ['mimeTypes']);

const crawl = object(
	{
		startUrls: saying(
			'At least one URL is required.',
			list(httpUrl(), { minItems: 1, maxItems: DOCUMENTS_PER_SOURCE }),
		),
		maxDepth: saying('Must be at least 1.', integer({ minimum: 1 })),
		maxDocuments: saying(
			`Must be from 1 to ${DOCUMENTS_PER_SOURCE}.`,
			integer({ minimum: 1, maximum: DOCUMENTS_PER_SOURCE }),
		),
		maxDocumentBytes: saying('Must be at least 1.', integer({ minimum: 1 })),
		relevantDocumentTypes: object({ include: mimeTypes, exclude: mimeTypes }),
	},
	['startUrls'],
);

const documents = (entry: Schema): Schema =>
	saying(
		`A source has from 1 to ${DOCUMENTS_PER_SOURCE} documents.`,
		list(entry, { minItems: 1, maxItems: DOCUMENTS_PER_SOURCE }),
	);

const exampleQueries = list(text({ minLength: 1, maxLength: 400 }), { maxItems: 10 });
const specs = {
	crawl,
	upload: object({ documentIds: documents(uuid) }, ['documentIds']),
	advanced: object(
		{ documents: documents(object({ documentId: uuid, exampleQueries }, ['documentId'])) },
		['documents'],
	),
};

const named = { name: filled(200), description: text() };

export const corpusWhole = object(named, ['name']);
export const corpusPatch = object(named);
export const sourceWhole = object({ ...named, ...specs }, ['name']);
export const sourcePatch = object({ ...named, ...specs });
export const uploadWish = object({ mimeType: filled(), fileName: text() }, ['mimeType']);
export const question = object(
	{
		query: filled(),
		maxResults: saying('Must be from 1 to 20.', integer({ minimum: 1, maximum: 20 })),
	},
	['query'],
);

const count = integer({ minimum: 0 });

/** A corpus as answered. Counts are left out where there is nothing to count yet. */
export const corpusAnswer = object(
	{
		...named,
		corpusId: uuid,
		created: dateTime,
		stats: object(
			{
				status: oneOfNames([
					'CORPUS_STATUS_UNSPECIFIED',
					'CORPUS_STATUS_EMPTY',
					'CORPUS_STATUS_INITIALIZING',
					'CORPUS_STATUS_READY',
					'CORPUS_STATUS_UPDATING',
				]),
				lastUpdated: dateTime,
				numChunks: count,
				numDocs: count,
				numVectors: count,
			},
			['status'],
		),
	},
	['corpusId', 'created', 'name', 'stats'],
);

/** A source as answered. */
export const sourceAnswer = object(
	{
		...named,
		...specs,
		corpusId: uuid,
		sourceId: uuid,
		created: dateTime,
		stats: object(
			{
				status: oneOfNames([
					'SOURCE_STATUS_UNSPECIFIED',
					'SOURCE_STATUS_INITIALIZING',
					'SOURCE_STATUS_READY',
					'SOURCE_STATUS_UPDATING',
				]),
				lastUpdated: dateTime,
				numDocs: count,
			},
			['status'],
		),
	},
	['corpusId', 'sourceId', 'created', 'name', 'stats'],
);

export const documentAnswer = object(
	{
		corpusId: uuid,
		sourceId: uuid,
		documentId: uuid,
		created: dateTime,
		mimeType: text(),
		metadata: object({ publicUrl: text(), title: text() }),
		sizeBytes: text({ pattern: '^[0-9]+$', examples: ['183442'] }),
	},
	['corpusId', 'sourceId', 'documentId', 'created', 'mimeType'],
);

export const uploadAnswer = object({ documentId: uuid, presignedUrl: httpUrl() }, [
	'documentId',
	'presignedUrl',
]);

export const resultsAnswer = list(
	object(
		{
			content: text(),
			score: number(),
			citation: object({ sourceId: uuid, documentId: uuid, publicUrl: text(), title: text() }),
		},
		['content', 'score'],
	),
);
