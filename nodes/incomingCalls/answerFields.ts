import { createFields } from '../calls/create/createFields';
import { mediumFields } from '../calls/medium';
import type { INodeProperties } from 'n8n-workflow';

const OWN = new Set(['callSource', 'additionalFields', 'agentId']);

/** Those of Call: Create without the medium: the caller is on the line already. */
export const answerFields: INodeProperties[] = createFields
	.filter((field) => !mediumFields.includes(field))
	.map((field) => (OWN.has(field.name) ? adapted(field) : field));

function adapted(field: INodeProperties): INodeProperties {
	switch (field.name) {
		case 'callSource':
			return { ...field, displayName: 'Answer With', description: 'Who speaks with the caller' };
		case 'agentId':
			return { ...field, description: 'The agent that answers' };
		default:
			return field;
	}
}
