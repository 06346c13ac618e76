import type { Context } from '../server/context';
import { invalidField, Problem } from '../server/problems';
import type { JsonObject } from '../state';
import { selectTools, type SelectedTool } from '../tools/select';
import type { StoredAgent } from './store';

/** What a template has when nothing was set. */
export const DEFAULTS: JsonObject = {
	medium: { webRtc: {} },
	initialOutputMedium: 'MESSAGE_MEDIUM_VOICE',
	joinTimeout: '30s',
	maxDuration: '3600s',
	vadSettings: {
		turnEndpointDelay: '0.384s',
		minimumTurnDuration: '0s',
		minimumInterruptionDuration: '0.09s',
		frameActivationThreshold: 0.1,
	},
	recordingEnabled: false,
	firstSpeakerSettings: { agent: {} },
	systemPrompt: '',
	temperature: 0,
	model: 'ultravox-v0.7',
	languageHint: '',
	timeExceededMessage: '',
	inactivityMessages: [],
	selectedTools: [],
};

/** Fields that a request may carry (a client sends back what it read) but does not change. */
const OWN = ['name', 'created', 'updated'];

/**
 * What is stored of a template that was sent: without the API's own fields, tools resolved, named and sorted, a schema
 * with what it left open.
 *
 * @throws Problem 400 for tools that cannot be given
 */
function settable(context: Context, sent: JsonObject): JsonObject {
	const own = Object.entries(sent).filter(([name]) => !OWN.includes(name));
	const template = Object.fromEntries(own);
	const { selectedTools, contextSchema } = template;
	if (Array.isArray(selectedTools)) {
		const { tools, complaints } = selectTools(context, selectedTools as SelectedTool[]);
		if (complaints.some(isFilled)) {
			throw new Problem(400, { callTemplate: { selectedTools: complaints } });
		}
		template.selectedTools = tools;
	}
	if (typeof contextSchema === 'object' && contextSchema !== null) {
		template.contextSchema = { additionalProperties: false, required: [], ...contextSchema };
	}
	return template;
}

const isFilled = (complaint: JsonObject) => Object.keys(complaint).length > 0;

/** The template of a new agent, as it is stored. @throws Problem 400 */
export function newTemplate(context: Context, sent: unknown): JsonObject | null {
	return sent ? settable(context, sent as JsonObject) : null;
}

/** The settings in force: what was set, else the defaults. */
export function effective(agent: StoredAgent): JsonObject {
	return { ...DEFAULTS, ...agent.callTemplate };
}

/** A template as answered: with defaults, without secrets. */
export function showTemplate(context: Context, agent: StoredAgent): JsonObject | null {
	if (!agent.callTemplate) return null;
	const settings = effective(agent);
	const shown: JsonObject = {
		name: agent.name,
		created: agent.created,
		updated: agent.created,
		...settings,
		selectedTools: selectTools(context, settings.selectedTools as SelectedTool[]).tools,
	};
	delete shown.sharedSecrets;
	return shown;
}

/** The stored template after a PATCH, by the switch for what a partial template means. */
export function patchTemplate(
	context: Context,
	stored: JsonObject | null,
	sent: JsonObject | null,
): JsonObject | null {
	if (sent === null) return null;
	const { callTemplatePatch } = context.switches;
	if (callTemplatePatch === 'replace' || stored === null) return settable(context, sent);
	const merged = { ...stored, ...settable(context, sent) };
	if (merged.voice !== undefined && merged.externalVoice !== undefined) {
		throw invalidField(
			'callTemplate.externalVoice',
			'Only one of voice and externalVoice may be set.',
		);
	}
	return merged;
}
