import type {
	IBinaryData,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IDataObject,
	IExecuteResponsePromiseData,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	IRun,
	OnError,
	WorkflowExecuteMode,
} from 'n8n-workflow';

export type NodeOrClass = INodeType | (new () => INodeType);

/** What every entry point of the harness needs to know about the node under test. */
export interface NodeOptions {
	node: NodeOrClass;
	/** As the editor stores them; a parameter that is not given gets its default. */
	parameters?: INodeParameters;
	/** Default: the newest version of the node type. */
	typeVersion?: number;
	/** Default: the node type's display name. */
	nodeName?: string;
	/** Default: made from the name. n8n keeps the ID when a node is renamed. */
	nodeId?: string;
	/** Decrypted data by credential type, e.g. `{ ultravoxApi: { apiKey: '…' } }`. */
	credentials?: Record<string, ICredentialDataDecryptedObject>;
	/** Definitions that are not in the package's credentials folder. */
	credentialTypes?: ICredentialType[];
	/** Where the telephony providers' APIs are, a sandbox's `phoneNumbers.url`; without it nobody answers for them. */
	providersAt?: string;
	/** Public address of n8n, without a path. */
	baseUrl?: string;
}

/** What the workflow begins with, for nodes that look at it; the items are given to it all the same. */
export interface StartNode {
	node: NodeOrClass;
	parameters: INodeParameters;
}

/** A node that runs after the one under test. */
export interface FollowingNode {
	node: NodeOrClass;
	nodeName: string;
	parameters?: INodeParameters;
	typeVersion?: number;
	/** Name of the node before it; default: the previous in the list, at first the node under test. */
	after?: string;
	/** Output of the node before it that it hangs on; default 0 (1 is the error output). */
	output?: number;
}

export interface RunOptions extends NodeOptions {
	/** Default: one empty item. An entry without a `json` object is taken as the item's `json`. */
	items?: Array<INodeExecutionData | IDataObject>;
	onError?: OnError;
	/** The old form of `onError: 'continueRegularOutput'`. */
	continueOnFail?: boolean;
	/** n8n takes 2 to 5 tries and reads a wait of 0 as one second; 1 (ms) is the shortest wait. */
	retryOnFail?: { maxTries?: number; waitBetweenTries?: number };
	/** Cancels the execution as n8n's stop button does. */
	signal?: AbortSignal;
	otherNodes?: FollowingNode[];
	/** Default: a trigger of the harness. */
	start?: StartNode;
	/** As in n8n 1.x, whose addresses of waiting executions have no token. */
	withoutResumeToken?: boolean;
	/** Default `trigger`, an execution that nobody watches. */
	mode?: WorkflowExecuteMode;
}

/** An error as n8n stores it with the execution: a plain object, no longer an instance. */
export interface RunError {
	name?: string;
	message: string;
	description?: string | null;
	httpCode?: string | null;
	node?: INode;
	context?: IDataObject & { itemIndex?: number };
	messages?: string[];
	stack?: string;
	cause?: unknown;
}

export interface RunResult {
	/** The first output of the node under test. */
	items: INodeExecutionData[];
	/** The error output (only with `onError: 'continueErrorOutput'`). */
	errorItems: INodeExecutionData[];
	/** `json` of each of `items`. */
	json: IDataObject[];
	/** Set when n8n shows the execution as failed or canceled. */
	error?: RunError;
	/** `success`, `error` or `canceled`, as in n8n's list of executions. */
	status: IRun['status'];
	run: IRun;
	/** What nodes have answered to whoever waits at the webhook that started the execution, in this order. */
	sent: IExecuteResponsePromiseData[];
	/** The execution's data as text, with everything that n8n would keep: for finding secrets. */
	stored: string;
	/** Output of any node of the workflow, by name. */
	outputOf(nodeName: string, output?: number): INodeExecutionData[];
	/** Content of a file that is attached to an item; `name` is the binary property's. */
	getBinary(item: INodeExecutionData | undefined, name?: string): Promise<Buffer>;
	/** The description (file name, type, size) of such a file. */
	getBinaryInfo(item: INodeExecutionData | undefined, name?: string): IBinaryData;
}
