import type { FastifyRequest } from 'fastify';
import type { Context } from '../server/context';
import { invalidField } from '../server/problems';
import type { JsonObject, SandboxState } from '../state';
import { PROVIDERS, providers } from '../telephonyConfigs/providers';
import type { StoredAgent } from '../agents/store';
import { findVoice } from '../voices/store';

/** Complaints by field, nested as the body is; empty when all is well. */
export type Complaints = JsonObject;

/** Whether Ultravox dials itself. */
export function isOutgoing(medium: JsonObject): boolean {
	return Object.values(medium).some(
		(inner) => typeof inner === 'object' && inner !== null && 'outgoing' in inner,
	);
}

/** What the schema cannot see of a medium: the provider's configuration, and the pair of addresses. */
export function checkMedium({ state }: Context, medium: JsonObject): Complaints {
	for (const provider of PROVIDERS) {
		const inner = medium[provider] as { outgoing?: { to: string; from: string } } | undefined;
		if (!inner?.outgoing) continue;
		if (!state.configs[provider]) {
			const text = `This account has no telephony configuration for ${provider}.`;
			return { medium: { [provider]: [text] } };
		}
		const { to, from } = inner.outgoing;
		const complaint = providers[provider].checkFrom?.(to, from);
		if (complaint) return { medium: { [provider]: { outgoing: { from: [complaint] } } } };
	}
	return {};
}

/** Checks the template context against the schema that the agent names, if it names one. */
export function checkContext(
	request: FastifyRequest,
	agent: StoredAgent,
	templateContext: JsonObject,
): Complaints {
	const schema = agent.callTemplate?.contextSchema as JsonObject | undefined;
	if (!schema) return {};
	const check = request.compileValidationSchema(schema);
	if (check(templateContext)) return {};
	const [first] = check.errors ?? [];
	const where = first?.instancePath ? `${first.instancePath} ` : '';
	return {
		templateContext: [`Does not fit the agent's context schema: ${where}${first?.message}.`],
	};
}

/** Refuses a context schema that is no JSON schema; it would be found out only when somebody calls. */
export function checkContextSchema(request: FastifyRequest, template: unknown): void {
	const schema = (template as JsonObject | null | undefined)?.contextSchema;
	if (schema === undefined) return;
	try {
		request.compileValidationSchema(schema as JsonObject);
	} catch {
		throw invalidField('callTemplate.contextSchema', 'This is not a valid JSON schema.');
	}
}

/** Refuses a voice that the account does not have. */
export function checkVoice(state: SandboxState, voice: unknown): Complaints {
	const isKnown = voice === undefined || findVoice(state, String(voice)) !== undefined;
	return isKnown ? {} : { voice: [`Voice "${String(voice)}" does not exist.`] };
}
