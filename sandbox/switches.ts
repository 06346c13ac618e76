import type { CallPlan } from './calls/store';

/** Behaviour that is not documented. Change the fields at any time. */
export interface Switches {
	/** PATCH allow-all = true while a list is stored and the body has none. */
	allowAllOverList: 'refuse' | 'clear' | 'keep';
	/** GET of a configuration that does not exist. */
	missingConfig: '404' | 'null' | 'empty';
	postOverExisting: '409' | '400' | 'overwrite';
	mapping: 'replace' | 'merge';
	/** Agent IDs in a list that the account does not have. */
	unknownAgents: 'refuse' | 'accept';
	/** Deleting an agent that a configuration names. */
	deleteUsedAgent: 'remove' | 'keep' | 'refuse';
	callTemplatePatch: 'replace' | 'merge';
	/** A tool of a name that another one of the account has. */
	duplicateToolNames: 'refuse' | 'accept';
	/** Deleting a tool that an agent has. */
	deleteUsedTool: 'remove' | 'keep' | 'refuse';
	/** Tools that an agent or a call is given and that are not there. */
	unknownTools: 'refuse' | 'accept';
	/** How agents show a tool that Ultravox brings along: by its ID, or with its whole definition. */
	builtInTools: 'byId' | 'expanded';
	/** Parts of a tool's definition that are at their default in answers. */
	toolDefaults: 'omit' | 'keep';
	/** Arguments that a tool requires and the model leaves out: never sent, or sent all the same. */
	missingToolArguments: 'refuse' | 'send';
	/** Body of a tool's request for which there are no body parameters; never one with GET. */
	emptyToolBody: 'none' | 'object';
	/** How a tool gets the conversation so far. */
	conversationHistory: 'list' | 'object' | 'text';
	/** What a tool's new call state does to the one before. */
	callStateUpdate: 'replace' | 'merge';
	/** What the model reads when a tool fails: no more than that, or what the tool answered. */
	failedToolText: 'general' | 'body';
	pageSizeDefault: number;
	/** More than this is a 400. */
	pageSizeMax: number;
	/** Origin put into `next` and `previous` instead of the sandbox's own. */
	nextOrigin: string | null;
	/** Every page points to itself as the next one. */
	repeatNext: boolean;
	/** Lists without an end, each page with a cursor of its own: empty ones, or the first one again and again. */
	endlessList: 'empty' | 'same' | null;
	/** Lists carry `total`. */
	total: boolean;
	/**
	 * What is in an answer of all that its type allows: what is stored, every field with a value, or no more than there
	 * has to be, with null wherever it may stand. Pages keep their links and their number of entries.
	 */
	answerDetail: 'stored' | 'everything' | 'least';
	/** Delay of every answer. */
	latencyMs: number;
	/** Requests with one key in a sliding second of real time before a 429; null: no limit. */
	requestsPerSecond: number | null;
	/** What new calls do when the clock moves. */
	callPlan: CallPlan;
	/** Let time pass for calls and batches by itself, looked at on every request. */
	realTime: boolean;
	/** How a call keeps what the provider's request said: as it was, or under the medium's name. */
	requestContextForm: 'flat' | 'nested';
	/** Calls created by request in a sliding second or minute before a 429; null: no limit. */
	creationsPerSecond: number | null;
	creationsPerMinute: number | null;
	/** Calls not ended before a 429; null: no limit. */
	concurrentCalls: number | null;
	/** Whether 429 answers of call creation carry Retry-After. */
	retryAfter: boolean;
	/** Call creation answers 402. */
	billingNeeded: boolean;
	/** How often a recording is a 404 after its call has ended before it is there. */
	recordingMisses: number;
	/** Answer a recording itself instead of a redirect to it. */
	recordingDirect: boolean;
	/** Size of the recordings' WAV files. */
	recordingBytes: number;
	/** Status of the storage that the redirect points to; other than 200 without a file. */
	storageStatus: number;
	/** Answer the preview of a voice itself instead of a redirect to it. */
	previewDirect: boolean;
	/** What is wrong with a voice, so that there is no preview of it (400). */
	previewComplaint: string | null;
	/** How many corpora the account may have, and with which status one more is refused. */
	allowedCorpora: number;
	corpusLimitStatus: number;
	/** How long it takes until the documents of a source can be searched; Infinity: for ever. */
	sourceSeconds: number;
	/** Sources get ready without a document, as when nothing was found at the addresses. */
	sourcesStayEmpty: boolean;
	/** Whether a corpus may have two sources of the same name. */
	sameSourceName: 'accept' | 'refuse';
	/** Search in a corpus of which nothing is ready. */
	queryOfUnready: 'refuse' | 'empty';
	/** Statuses of the next uploads of files, in their order; those after them go well. */
	uploadStatuses: number[];
	/** Calls that a batch makes in a second. */
	batchCallsPerSecond: number;
	/** Whether a paused batch can be set going again. */
	batchResume: 'refuse' | 'allow';
	/** Send events to the registered webhooks and callbacks when they happen (to loopback only). */
	deliverWebhooks: boolean;
	/** Origin to deliver to, and to call tools at, instead of the registered one, e.g. behind a public address. */
	webhookOrigin: string | null;
}

/** The strictest plausible behaviour where the service's is not documented. */
export function defaultSwitches(): Switches {
	return {
		allowAllOverList: 'refuse',
		missingConfig: '404',
		postOverExisting: '409',
		mapping: 'replace',
		unknownAgents: 'refuse',
		deleteUsedAgent: 'remove',
		callTemplatePatch: 'replace',
		duplicateToolNames: 'refuse',
		deleteUsedTool: 'refuse',
		unknownTools: 'refuse',
		builtInTools: 'byId',
		toolDefaults: 'omit',
		missingToolArguments: 'send',
		emptyToolBody: 'none',
		conversationHistory: 'list',
		callStateUpdate: 'replace',
		failedToolText: 'general',
		pageSizeDefault: 20,
		pageSizeMax: 100,
		nextOrigin: null,
		repeatNext: false,
		endlessList: null,
		total: true,
		answerDetail: 'stored',
		latencyMs: 0,
		requestsPerSecond: 200,
		callPlan: { joinAfter: 5, talkFor: 60, summaryAfter: 10, billAfter: 30 },
		realTime: false,
		requestContextForm: 'flat',
		creationsPerSecond: null,
		creationsPerMinute: null,
		concurrentCalls: null,
		retryAfter: true,
		billingNeeded: false,
		recordingMisses: 0,
		recordingDirect: false,
		recordingBytes: 32_044,
		storageStatus: 200,
		previewDirect: false,
		previewComplaint: null,
		allowedCorpora: 2,
		corpusLimitStatus: 400,
		sourceSeconds: 3,
		sourcesStayEmpty: false,
		sameSourceName: 'accept',
		queryOfUnready: 'refuse',
		uploadStatuses: [],
		batchCallsPerSecond: 10,
		batchResume: 'refuse',
		deliverWebhooks: false,
		webhookOrigin: null,
	};
}
