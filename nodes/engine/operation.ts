import type {
	IDataObject,
	IExecuteFunctions,
	INodeCredentialDescription,
	INodeExecutionData,
	INodeProperties,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';
import type { FieldLabels, Wording } from '../errors/apiError';
import type { ParameterReader } from '../fields/parameters';
import type { InputError } from '../errors/inputError';
import type { UltravoxApi } from '../client/ultravoxApi';
import type { Result } from '../util/result';

/** What an operation may answer for one item: an object, a list of objects, or ready-made n8n items (for binary data). */
export type OperationResult = IDataObject | IDataObject[] | OutputItem[];

/** An n8n item without its pairing; the engine adds that. */
export class OutputItem {
	constructor(readonly data: Pick<INodeExecutionData, 'json' | 'binary'>) {}
}

/** What `execute` of an item operation is given. */
export interface ItemCall<Prepared, State> {
	/** n8n's functions for this execution. */
	fns: IExecuteFunctions;
	/** The client, with this execution's credential and options. */
	api: UltravoxApi;
	/** What `prepare` returned for this item. */
	prepared: Prepared;
	/** What `begin` returned for this execution; the same object for every item of one account. */
	state: State;
	/** Zero-based index of the item. */
	itemIndex: number;
	/** Tells the user something about this item, in whole sentences: as a hint, and as `warnings` in its output. */
	warn(text: string): void;
}

/** What `finish` of an item operation is given. */
export interface FinishedRun<State> {
	api: UltravoxApi;
	state: State;
}

/** What `execute` of a whole-input operation is given. */
export interface AllItemsCall<Prepared> {
	fns: IExecuteFunctions;
	api: UltravoxApi;
	/** The items of one account that passed every check, in item order. */
	items: Array<PreparedItem<Prepared>>;
	/** Tells the user something about the whole, in whole sentences: as a hint, and as `warnings` in the first output item. */
	warn(text: string): void;
	/** Words an error as n8n shows it, for an operation that has more to say about it. */
	worded(error: unknown): NodeApiError | NodeOperationError;
	/** Continue On Fail's output for items whose request did not work out. */
	failedItems(error: unknown, itemIndexes: number[]): INodeExecutionData[];
}

/** An item that passed `prepare`. */
export interface PreparedItem<Prepared> {
	/** Zero-based index of the item. */
	itemIndex: number;
	prepared: Prepared;
}

/** How an operation is kept from being done twice. */
export interface Once {
	/** Refuses an item of which nobody knows whether it was done. Without it that is done again, as it does no harm. */
	inDoubt?: Wording;
}

interface OperationBase {
	/** Menu entry, title case. */
	name: string;
	/** Stored in workflows; never changes. */
	value: string;
	/** Entry in the node panel, sentence case. */
	action: string;
	description: string;
	/** UI fields; the node adds which resource and operation they belong to. */
	fields: INodeProperties[];
	/** Entries for the operation's "Options" collection, beside those every operation has. */
	options?: INodeProperties[];
	/** Whether fields keep what stands in them when another such operation of the resource is chosen. */
	keepsFields?: boolean;
	/** Labels for the fields that the API may name in its answers. */
	labels?: FieldLabels;
	/** Sentences that say more than the general ones, by HTTP status. */
	wording?: Readonly<Partial<Record<number, Wording>>>;
}

/** As `thing`: for reading, and for making what no other item is about. */
export const independent = (): undefined => undefined;

/** Gathers neighbours that can go out as one request, beginning with one of them. */
export interface Gathering<Prepared> {
	/** Takes the next item in. @returns false, and nothing is taken in, where it contradicts one that was */
	takes(next: Prepared): boolean;
}

/** How neighbours that want different things become one request. */
export interface Joint<Prepared, State> {
	/** @param first what the first item wants; not changed */
	gather(first: Prepared): Gathering<Prepared>;
	/**
	 * Executes what was gathered, at least two items. If it throws because of what is asked for, each item is executed by
	 * itself.
	 *
	 * @returns the outcome of each item
	 */
	execute(calls: Array<ItemCall<Prepared, State>>): Promise<OperationResult[]>;
}

/**
 * An operation that handles one item at a time. Items of one thing are executed in their order, different things at
 * once: as many as the account's request window has room for.
 */
export interface ItemOperation<Prepared, State = undefined> extends OperationBase {
	mode?: undefined;
	/** Names what an item is about within its account, e.g. by a path; undefined where its place in the order does not matter. */
	thing(prepared: Prepared): string | undefined;
	/**
	 * Which neighbours among the items of a thing share a request: `equal` those that ask for the very same; a Joint
	 * those, and what does not contradict. Without it each has its own.
	 */
	join?: 'equal' | Joint<Prepared, State>;
	/** For what must not, or cannot, be done twice: Retry On Fail does it only for items for which it was not done. */
	once?: Once;
	/** Of an item that was not executed as the one before it asked for the same: makes its output of that one's. */
	again?(output: IDataObject): IDataObject;
	/** Makes what the items of one execution share, as far as they are about one account. */
	begin?(): State;
	/**
	 * Called after the last item, once for each account, unless the run was stopped.
	 *
	 * @returns what replaces the outcome of items, by item index
	 */
	finish?(run: FinishedRun<State>): Promise<Map<number, Result<OperationResult>>>;
	/** Reads and checks the item's parameters. Sends nothing. Throws an InputError. */
	prepare(fns: ParameterReader, itemIndex: number): Prepared | Promise<Prepared>;
	/** Finds what is wrong with items because of the others. Sends nothing. Answers with refusals by item index. */
	checkTogether?(items: Array<PreparedItem<Prepared>>): Map<number, InputError>;
	execute(call: ItemCall<Prepared, State>): Promise<OperationResult>;
}

/** An operation that sends the whole input at once. */
export interface AllItemsOperation<Prepared> extends OperationBase {
	mode: 'allItems';
	/** As for item operations; what it refuses is collected, so that one message names every item that is wrong. */
	prepare(fns: ParameterReader, itemIndex: number): Prepared | Promise<Prepared>;
	/** Finds what is wrong with items because of the others. Sends nothing. Answers with refusals by item index. */
	checkTogether?(items: Array<PreparedItem<Prepared>>): Map<number, InputError>;
	/** Answers with finished output items, pairing included. */
	execute(call: AllItemsCall<Prepared>): Promise<INodeExecutionData[]>;
}

/**
 * Any operation, as its resource lists it. Each operation chooses its own Prepared and State; the engine only hands
 * them from `begin` and `prepare` to `execute`, so nothing outside the operation needs to know them.
 */
export type Operation = ItemOperation<unknown, unknown> | AllItemsOperation<unknown>;

/** A resource: an entry of the first menu, with its operations in menu order. */
export interface Resource {
	name: string;
	value: string;
	description: string;
	defaultOperation: string;
	operations: Operation[];
	/**
	 * Credentials beside the API key that some of its operations need. Several resources may name one; its conditions are
	 * those of all of them then, so that a parameter which only one of them has goes under `hide`.
	 */
	credentials?: INodeCredentialDescription[];
}
