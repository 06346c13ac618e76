import type { INodeProperties } from 'n8n-workflow';
import { createFields } from '../calls/create/createFields';
import { mediumFields } from '../calls/medium';

/** What is said differently here. */
const CHANGES: Readonly<Record<string, Partial<INodeProperties>>> = {
	callSource: { displayName: 'Answer With', description: 'Who speaks with the caller' },
	agentId: { description: 'The agent that answers' },
	deduplicationKey: {
		description:
			"Something that names this call for good, instead of the provider's ID of it. A call that has the same key already is not created again, so it has to be different for each.",
	},
	joinTimeout: {
		description:
			'Seconds until a call that nobody joins ends. Without this field it is 20, as the caller is on the line already.',
	},
};

/** Those of Call: Create without the medium: the caller is on the line already. */
export const answerFields: INodeProperties[] = createFields
	.filter((field) => !mediumFields.includes(field))
	.map((field) => changed(field));

function changed(field: INodeProperties): INodeProperties {
	const options = field.name === 'additionalFields' ? field.options : undefined;
	return {
		...field,
		...CHANGES[field.name],
		...(options ? { options: (options as INodeProperties[]).map(changed) } : {}),
	};
}
