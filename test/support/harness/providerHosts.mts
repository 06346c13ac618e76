import { AsyncLocalStorage } from 'node:async_hooks';
import https from 'node:https';
import { connect, type Socket } from 'node:net';

/**
 * Leads what goes to the providers' APIs to a sandbox. Their addresses stand fixed in the code and are no field of any
 * credential: whoever could set one could have a token sent elsewhere. So everything up to the connection stays as it is
 * for users, the credential's own check of the address among it, and only the connection ends elsewhere. It is told which
 * sandbox is meant by the work that opens it, as several may run in one process.
 */
const HOSTS = new Set(['api.twilio.com', 'api.telnyx.com', 'api.plivo.com']);

type CreateConnection = (
	this: https.Agent,
	options: { host?: string | null; servername?: string },
	callback?: (error: Error | null, socket: Socket) => void,
) => Socket;

interface Detour {
	real: CreateConnection;
	/** Node.js takes the store of each along with every promise, so there is one and not one for each test file. */
	sandboxOf: AsyncLocalStorage<string | undefined>;
}

const MARK = Symbol.for('n8n-nodes-ultravox: detour to a sandbox');
const prototype = https.Agent.prototype as unknown as {
	createConnection: CreateConnection & { [MARK]?: Detour };
};
// Jest loads this file anew for each test file, and the module of Node.js only once.
const detour: Detour = prototype.createConnection[MARK] ?? {
	real: prototype.createConnection,
	sandboxOf: new AsyncLocalStorage(),
};

prototype.createConnection = Object.assign(
	function (this: https.Agent, ...[options, callback]: Parameters<CreateConnection>): Socket {
		const host = options.host ?? '';
		if (!HOSTS.has(host)) return detour.real.call(this, options, callback);
		const sandbox = detour.sandboxOf.getStore();
		if (sandbox === undefined) throw new Error(`A test asked ${host} itself.`);
		const { hostname, port } = new URL(sandbox);
		return connect({ host: hostname, port: Number(port) });
	},
	{ [MARK]: detour },
);

/**
 * Does work whose requests to the providers' APIs go to a sandbox.
 *
 * @param url the sandbox's `phoneNumbers.url`; without one such requests fail
 */
export async function withProvidersAt<T>(
	url: string | undefined,
	work: () => Promise<T>,
): Promise<T> {
	return await detour.sandboxOf.run(url, work);
}
