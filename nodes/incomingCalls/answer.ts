import type { HttpAnswer, HttpResponse } from '../webhooks/answerInTime';

/** What all three providers take for instructions. */
export const XML_TYPE = 'text/xml; charset=utf-8';

/** The header by which the trigger knows an answer of Incoming Call. n8n 1 answers 200 too when a workflow fails. */
export const ANSWER_HEADER = 'X-N8n-Incoming-Call';

/** @param xml what the provider is to do */
export function answerOfXml(xml: string): HttpAnswer {
	return { status: 200, headers: { 'Content-Type': XML_TYPE }, body: xml };
}

/** Whether what n8n is about to send comes from a step with Incoming Call. */
export function isXmlAnswer(response: HttpResponse, body: unknown): body is string {
	return (
		response.statusCode === 200 &&
		typeof body === 'string' &&
		response.getHeader(ANSWER_HEADER) !== undefined
	);
}
