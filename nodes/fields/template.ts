import type { INodeProperties } from 'n8n-workflow';

/**
 * Whose the variables in a text are: `agent`, Ultravox fills them in; `nobody`, they would be said as they stand; `name`,
 * the text is itself the name of one.
 */
export type Variables = 'agent' | 'nobody' | 'name';

/** A symbol survives copying a field with `...`, and stays out of what the editor is sent. */
const VARIABLES = Symbol('variables');

type Marked = INodeProperties & { [VARIABLES]?: Variables };

/** Marks a field as a template of Ultravox: `{{name}}` in it is the agent's, `{{ $json.name }}` is n8n's. */
export function template(field: INodeProperties): INodeProperties {
	const marked: Marked = { ...field, [VARIABLES]: 'agent' };
	return marked;
}

/** Marks a field whose text reaches the call as it stands: `{{name}}` in it is refused instead of leaving a gap. */
export function withoutVariables(field: INodeProperties): INodeProperties {
	const marked: Marked = { ...field, [VARIABLES]: 'nobody' };
	return marked;
}

/** Marks a field that holds a variable's name: `{{name}}` in it stays as it is, to be read as that name. */
export function variableName(field: INodeProperties): INodeProperties {
	const marked: Marked = { ...field, [VARIABLES]: 'name' };
	return marked;
}

/** How a field is marked. */
export function variablesOf(field: INodeProperties): Variables | undefined {
	return (field as Marked)[VARIABLES];
}

/** Says beside an agent's prompt what the brackets mean. n8n takes hints away in Expression mode, a notice stays. */
export const variablesNotice: INodeProperties = {
	displayName:
		'Ultravox fills in {{customerName}} for each call; {{ $json.name }} is a field of your item. Both work side by side. In Expression mode the preview shows a gap in place of {{customerName}}, which is sent all the same.',
	name: 'variablesNotice',
	type: 'notice',
	default: '',
};
