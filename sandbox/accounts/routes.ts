import type { FastifyInstance } from 'fastify';
import { account } from './schema';
import { list } from '../schema';
import type { Context } from '../server/context';
import { addRoute } from '../server/route';

/** `GET /api/accounts/me` and the list with that one account. */
export function registerAccounts(app: FastifyInstance, { state, switches }: Context): void {
	const show = () => ({
		...state.account,
		billingUrl: 'https://billing.example/sandbox',
		freeTimeUsed: '0s',
		freeTimeRemaining: '1800s',
		hasActiveSubscription: true,
		subscriptionTier: 'PAYGO',
		subscriptionCadence: null,
		subscriptionExpiration: null,
		subscriptionScheduledUpdate: null,
		subscriptionRenewal: null,
		activeCalls: [...state.calls.values()].filter(({ ended }) => ended === null).length,
		allowedConcurrentCalls: null,
		allowedVoices: null,
		allowedCorpora: switches.allowedCorpora,
	});
	addRoute(app, {
		method: 'GET',
		url: '/api/accounts/me',
		answers: { 200: account },
		handle: show,
	});
	addRoute(app, {
		method: 'GET',
		url: '/api/accounts',
		answers: { 200: list(account) },
		handle: () => [show()],
	});
}
