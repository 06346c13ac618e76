/** Who waits for each thing, in order; the first entry has its turn. A thing that nobody wants has no entry. */
const queues = new Map<string, Array<() => void>>();

/** Who had the latest turn at each thing, most recent last. */
const latest = new Map<string, WeakRef<object>>();

/** Things whose latest owner is remembered; for others the answer is that somebody else may have been there. */
const MOST_REMEMBERED = 1000;

/** Whose turn it is, and what is known of the time since the owner's previous one. */
export interface TurnRequest {
	/** Names the thing, e.g. account and path. */
	key: string;
	/** Stands for who asks, e.g. the state of an execution; only compared. */
	owner: object;
	/** Leaves the queue at once when aborted. */
	signal?: AbortSignal;
}

/**
 * Does work while nobody else in this process does work on the same thing: for whatever is read, changed and written
 * back. In the order of the calls. Not reentrant: work must not ask for a turn at the same thing.
 *
 * @param work is told whether nobody else had a turn since the owner's previous one, so that what the owner read then
 *   is still what this process last wrote. Has to end by itself, as requests with a time limit do.
 * @returns what `work` answered; undefined when the signal was aborted before its turn came
 * @throws what `work` throws
 */
export async function inTurn<T>(
	{ key, owner, signal }: TurnRequest,
	work: (undisturbed: boolean) => Promise<T>,
): Promise<T | undefined> {
	const leave = await enter(key, signal);
	if (!leave) return undefined;
	try {
		const undisturbed = latest.get(key)?.deref() === owner;
		remember(key, owner);
		return await work(undisturbed);
	} finally {
		leave();
	}
}

/** Waits for the turn; answers with how to end it, or with nothing when the waiting was given up. */
async function enter(key: string, signal?: AbortSignal): Promise<(() => void) | undefined> {
	if (signal?.aborted) return undefined;
	const queue = queues.get(key) ?? [];
	queues.set(key, queue);
	return await new Promise((resolve) => {
		const start = () => {
			signal?.removeEventListener('abort', giveUp);
			resolve(() => leave());
		};
		const leave = () => {
			queue.splice(queue.indexOf(start), 1);
			if (queue.length === 0) queues.delete(key);
			else queue[0]();
		};
		const giveUp = () => {
			// Not the first one: that has its turn already, and listens no more.
			queue.splice(queue.indexOf(start), 1);
			resolve(undefined);
		};
		queue.push(start);
		signal?.addEventListener('abort', giveUp, { once: true });
		if (queue[0] === start) start();
	});
}

function remember(key: string, owner: object): void {
	latest.delete(key);
	latest.set(key, new WeakRef(owner));
	for (const oldest of latest.keys()) {
		if (latest.size <= MOST_REMEMBERED) return;
		latest.delete(oldest);
	}
}
