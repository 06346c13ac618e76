/** n8n as it runs on several machines: a main process, workers and a webhook process, all on loopback. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Host, installPackage, startHost } from './host.mts';
import { freePort } from './ports.mts';
import { DATABASE, installServices, type Service, startPostgres, startRedis } from './services.mts';

const WORKERS = 2;
/** Executions that a worker runs at once. */
const CONCURRENCY = 5;

export interface QueueOptions {
	/** The packed node. */
	tarball: string;
	/** Address under which webhooks are registered; that of the webhook process unless told. */
	publicUrl?: string;
	/** Progress messages. */
	log?: (message: string) => void;
}

export interface QueueHosts {
	/** Editor and API; also takes deliveries, as a second entrance beside the webhook process. */
	main: Host;
	/** Its address is the one under which webhooks are registered, unless `publicUrl` says otherwise. */
	webhooks: Host;
	workers: Host[];
	/** Ends everything, PostgreSQL and Redis too. */
	stop(): Promise<void>;
}

/**
 * Starts PostgreSQL, Redis and the processes of n8n. Each process has a folder of its own, as on a machine of
 * its own, with the node installed; they share the database, the queue and the encryption key.
 * @throws when one of them does not start; then nothing is left running.
 */
export async function startQueueHosts({
	tarball,
	publicUrl,
	log,
}: QueueOptions): Promise<QueueHosts> {
	const say = log ?? (() => undefined);
	const ends: Array<() => Promise<void>> = [];
	const stop = async () => {
		for (const end of ends.splice(0).reverse()) await end();
	};
	const keep = <T extends { stop(): Promise<void> }>(started: T): T => {
		ends.push(async () => await started.stop());
		return started;
	};
	try {
		await installServices(say);
		const postgres = keep(await startPostgres());
		const redis = keep(await startRedis());
		const webhookPort = await freePort();
		const webhookUrl = publicUrl ?? `http://127.0.0.1:${webhookPort}/`;
		const env = queueEnvironment(postgres, redis, webhookUrl);
		const folders = await mkdtemp(join(tmpdir(), 'n8n-nodes-ultravox-queue-'));
		ends.push(async () => await rm(folders, { recursive: true, force: true, maxRetries: 5 }));
		const start = async (name: string, command: string[], port?: number) => {
			say(`Starting n8n ${name} …`);
			const userFolder = join(folders, name);
			await installPackage(userFolder, tarball);
			return keep(await startHost({ command, env, userFolder, port }));
		};
		// The main process makes the tables, so it comes first.
		const main = await start('main', ['start']);
		const webhooks = await start('webhook', ['webhook'], webhookPort);
		const workers: Host[] = [];
		for (let number = 1; number <= WORKERS; number++) {
			workers.push(
				await start(`worker-${number}`, ['worker', `--concurrency=${String(CONCURRENCY)}`]),
			);
		}
		return { main, webhooks, workers, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

function queueEnvironment(
	postgres: Service,
	redis: Service,
	webhookUrl: string,
): Record<string, string> {
	return {
		EXECUTIONS_MODE: 'queue',
		N8N_ENCRYPTION_KEY: randomBytes(24).toString('base64url'),
		N8N_WEBHOOK_URL: webhookUrl,
		WEBHOOK_URL: webhookUrl,
		N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(postgres.port),
		DB_POSTGRESDB_DATABASE: DATABASE.name,
		DB_POSTGRESDB_USER: DATABASE.user,
		DB_POSTGRESDB_POOL_SIZE: '10',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		// A worker that is gone is noticed within half a minute instead of minutes.
		QUEUE_WORKER_LOCK_DURATION: '15000',
		QUEUE_WORKER_LOCK_RENEW_TIME: '3000',
		QUEUE_WORKER_STALLED_INTERVAL: '5000',
	};
}
