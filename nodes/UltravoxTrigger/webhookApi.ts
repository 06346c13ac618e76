import type { IDataObject } from 'n8n-workflow';
import { allPages } from '../client/pagination';
import type { UltravoxApi } from '../client/ultravoxApi';
import { isNotFound } from '../errors/apiError';
import { isRecord } from '../util/guards';
import { toResult } from '../util/result';
import { sameAddress } from '../webhooks/webhookUrl';

const PATH = '/api/webhooks';

/** A webhook as the API answers it. */
export interface Webhook {
	webhookId: string;
	url?: unknown;
	events?: unknown;
	agentId?: unknown;
	secrets?: unknown;
}

/**
 * Finds the webhooks with an address, over all pages.
 *
 * @throws ApiError
 */
export async function findWebhooks(api: UltravoxApi, url: string): Promise<Webhook[]> {
	const all = await allPages<unknown>(api, PATH, {}, Infinity);
	const found = all.filter(isWebhook).filter((webhook) => sameAddress(webhook.url, url));
	for (const { secrets } of found) api.keepSecret(...texts(secrets));
	return found;
}

/**
 * POST of a webhook.
 *
 * @param body under the API's names
 * @returns the webhook as stored, with its ID
 * @throws ApiError
 */
export async function createWebhook(api: UltravoxApi, body: IDataObject): Promise<Webhook> {
	const request = { method: 'POST', path: PATH, body, isExpected: isWebhook } as const;
	return (await api.send(request)) as Webhook;
}

/**
 * @param id ID of the webhook
 * @param body what to change
 * @throws ApiError
 */
export async function updateWebhook(
	api: UltravoxApi,
	id: string,
	body: IDataObject,
): Promise<Webhook> {
	const request = { method: 'PATCH', path: pathOf(id), body, isExpected: isWebhook } as const;
	return (await api.send(request)) as Webhook;
}

/**
 * @param id ID of the webhook
 * @returns false when the account has none with this ID
 * @throws ApiError
 */
export async function removeWebhook(api: UltravoxApi, id: string): Promise<boolean> {
	const done = await toResult(api.send({ method: 'DELETE', path: pathOf(id), answer: 'none' }));
	if ('value' in done) return true;
	if (isNotFound(done.error)) return false;
	throw done.error;
}

/**
 * Picks the texts out of a list that the API answers.
 *
 * @param value whatever the field holds
 * @returns empty for what is no list
 */
export function texts(value: unknown): string[] {
	return Array.isArray(value)
		? value.filter((entry): entry is string => typeof entry === 'string' && entry !== '')
		: [];
}

function isWebhook(value: unknown): value is Webhook {
	return isRecord(value) && typeof value.webhookId === 'string' && value.webhookId !== '';
}

function pathOf(id: string): string {
	return `${PATH}/${encodeURIComponent(id)}`;
}
