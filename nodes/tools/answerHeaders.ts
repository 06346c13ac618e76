/** Headers with which a tool tells Ultravox more than what the model reads. */

/** What is to become of the answer; `tool-response` where it is missing. */
export const RESPONSE_TYPE_HEADER = 'X-Ultravox-Response-Type';

/** What the agent does with the answer; as the tool says where it is missing. */
export const REACTION_HEADER = 'X-Ultravox-Agent-Reaction';

/** The call's new state, as a JSON object. */
export const CALL_STATE_HEADER = 'X-Ultravox-Update-Call-State';
