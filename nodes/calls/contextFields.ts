import { keyValueField, keyValueJsonField } from '../fields/keyValues';

const CONTEXT = ['Template Context', 'templateContext'] as const;
const CONTEXT_PURPOSE =
	'What the agent knows about this call: values for the placeholders of its prompt, such as {{customerName}}';
const METADATA = ['Metadata', 'metadata'] as const;
const METADATA_PURPOSE =
	'What is kept with the call and comes back in results and webhooks. Every value becomes a text.';

/** Label of the template context, for messages. */
export const [CONTEXT_LABEL] = CONTEXT;

export const contextRows = keyValueField(...CONTEXT, CONTEXT_PURPOSE);
export const contextJson = keyValueJsonField(...CONTEXT, CONTEXT_PURPOSE);
export const metadataRows = keyValueField(...METADATA, METADATA_PURPOSE);
export const metadataJson = keyValueJsonField(...METADATA, METADATA_PURPOSE);
