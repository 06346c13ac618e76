import type { FastifyInstance, FastifyReply } from 'fastify';
import { configAnswer, configCreate, configPatch, SETTINGS } from './schema';
import type { Context } from '../server/context';
import { detail, invalidBody, invalidField, notFound, Problem } from '../server/problems';
import { addRoute, empty } from '../server/route';
import type { JsonObject } from '../state';
import { checkMapping } from './mappingRules';
import { type Provider, PROVIDERS, providers } from './providers';
import { blankConfig, type StoredConfig } from './store';

const LIST = 'callCreationAllowedAgentIds';

/** The telephony configurations, one for each provider. */
export function registerTelephonyConfigs(app: FastifyInstance, context: Context): void {
	for (const provider of PROVIDERS) registerProvider(app, context, provider);
}

function registerProvider(app: FastifyInstance, context: Context, provider: Provider): void {
	const url = `/api/telephony_configs/${provider}`;
	const answer = configAnswer(provider);
	const stored = () => context.state.configs[provider];
	const store = (config: StoredConfig | null) => {
		context.state.configs[provider] = config;
	};

	addRoute(app, {
		method: 'GET',
		url,
		answers: { 200: { anyOf: [answer, { type: 'null' }, { type: 'object', maxProperties: 0 }] } },
		handle: ({ reply }) => {
			const config = stored();
			return config ? show(provider, config) : showMissing(context, reply);
		},
	});
	addRoute(app, {
		method: 'POST',
		url,
		body: configCreate(provider),
		answers: { 201: answer },
		handle: ({ body, reply }) => {
			if (stored()) refuseSecond(context);
			const config = merge(context, blankConfig(), body);
			store(config);
			reply.code(201);
			return show(provider, config);
		},
	});
	addRoute(app, {
		method: 'PATCH',
		url,
		body: configPatch(provider),
		answers: { 200: answer },
		handle: ({ body }) => {
			const before = stored();
			if (!before) throw notFound();
			if (Object.keys(body).length === 0) throw invalidBody('At least one field has to be set.');
			const config = merge(context, before, body);
			store(config);
			return show(provider, config);
		},
	});
	addRoute(app, {
		method: 'DELETE',
		url,
		answers: { 204: null },
		handle: ({ reply }) => {
			if (!stored()) throw notFound();
			store(null);
			return empty(reply);
		},
	});
}

function showMissing({ switches }: Context, reply: FastifyReply): unknown {
	if (switches.missingConfig === '404') throw notFound();
	if (switches.missingConfig === 'empty') return {};
	return reply.header('content-type', 'application/json').send('null');
}

function refuseSecond({ switches }: Context): void {
	const text = 'This account already has a configuration for this provider.';
	if (switches.postOverExisting === '409') throw detail(409, text);
	if (switches.postOverExisting === '400') throw invalidBody(text);
}

function show(provider: Provider, config: StoredConfig): JsonObject {
	const { readable, secret } = providers[provider];
	const answer: JsonObject = {};
	for (const name of Object.keys(readable)) answer[name] = config[name];
	for (const name of Object.keys(secret)) {
		const value = String(config[name]);
		// Never more than half of it, so that a short secret stays one.
		answer[`${name}Prefix`] = { prefix: value.slice(0, Math.min(4, value.length / 2)) };
	}
	for (const name of Object.keys(SETTINGS)) answer[name] = config[name];
	return answer;
}

/** The configuration after the request, or a refusal; `before` is left alone. */
function merge(context: Context, before: StoredConfig, body: JsonObject): StoredConfig {
	const { switches } = context;
	const after: StoredConfig = { ...before, ...body };
	if (body[LIST] !== undefined) after[LIST] = checkedIds(context, body[LIST] as string[]);
	if (body.requestContextMapping !== undefined) {
		if (switches.mapping === 'merge') {
			after.requestContextMapping = {
				...before.requestContextMapping,
				...after.requestContextMapping,
			};
		}
		checkMapping(after.requestContextMapping);
	}
	if (!after.callCreationAllowAllAgents || after[LIST].length === 0) return after;

	const onlySwitched = body[LIST] === undefined && body.callCreationAllowAllAgents === true;
	if (onlySwitched && switches.allowAllOverList === 'clear') return { ...after, [LIST]: [] };
	if (onlySwitched && switches.allowAllOverList === 'keep') return after;
	// Neither field was sent: the pair was stored that way and is not this request's business.
	if (body[LIST] === undefined && body.callCreationAllowAllAgents === undefined) return after;
	throw invalidField(LIST, 'May not be set if callCreationAllowAllAgents is true.');
}

function checkedIds({ state, switches }: Context, ids: string[]): string[] {
	const lower = ids.map((id) => id.toLowerCase());
	const complaints: Record<string, string[]> = {};
	lower.forEach((id, index) => {
		if (lower.indexOf(id) !== index) complaints[index] = ['Listed twice.'];
		else if (switches.unknownAgents === 'refuse' && !state.agents.has(id)) {
			complaints[index] = [`Invalid agent "${id}" - object does not exist.`];
		}
	});
	if (Object.keys(complaints).length > 0) throw new Problem(400, { [LIST]: complaints });
	return lower;
}
