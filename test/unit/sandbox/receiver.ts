import { createHmac } from 'crypto';
import fastify from 'fastify';

interface Received {
	path: string;
	headers: Record<string, string | string[] | undefined>;
	raw: string;
	body: unknown;
	/** Whether one of its signatures was made with this secret. */
	isSignedWith(secret: string): boolean;
}

/** A loopback server that takes webhooks. */
export async function startReceiver() {
	const received: Received[] = [];
	/** Statuses for the next deliveries; 204 afterwards. */
	const statuses: number[] = [];
	const app = fastify({ forceCloseConnections: true });
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'string' }, (_request, raw, done) => done(null, raw));
	app.post('/*', async (request, reply) => {
		const raw = request.body as string;
		const { headers } = request;
		received.push({
			path: request.url,
			headers,
			raw,
			body: JSON.parse(raw) as unknown,
			isSignedWith(secret) {
				const stamp = String(headers['x-ultravox-webhook-timestamp']);
				const expected = createHmac('sha256', secret)
					.update(raw + stamp)
					.digest('hex');
				const given = String(headers['x-ultravox-webhook-signature']).split(',');
				return given.some((one) => one.trim() === expected);
			},
		});
		return await reply.code(statuses.shift() ?? 204).send();
	});
	const url = await app.listen({ host: '127.0.0.1', port: 0 });
	return { url, received, statuses, close: async () => await app.close() };
}
