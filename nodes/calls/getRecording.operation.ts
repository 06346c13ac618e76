import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { ApiError, isNotFound } from '../errors/apiError';
import { soundCheck } from '../client/soundFile';
import { keepSound, outputFileField, readOutputFileField } from '../engine/keepSound';
import { callPath, readCall } from './callApi';
import { callStatus } from './simplify';
import { readNumber } from '../fields/readers';
import { locator, readLocator } from '../fields/locators';
import { wait } from '../util/wait';
import { toResult } from '../util/result';
import type { UltravoxApi } from '../client/ultravoxApi';
import { OutputItem, independent, type ItemOperation } from '../engine/operation';
import type { Wording } from '../errors/apiError';

const TRIES = { label: 'Tries While Not Ready', name: 'recordingTries', usual: 3 };
const WAIT = { label: 'Seconds Between Tries', name: 'recordingWait', usual: 5 };

interface RecordingRequest {
	callId: string;
	property: string;
	tries: number;
	waitMs: number;
}

/** Fetches the recording of a call into n8n's storage for files. */
export const getCallRecording: ItemOperation<RecordingRequest> = {
	name: 'Get Recording',
	value: 'getRecording',
	action: 'Get the recording of a call',
	description: 'Download what was recorded of a call as a WAV file',
	thing: independent,
	fields: [locator('call'), outputFileField],
	options: [
		{
			displayName: 'Seconds Between Tries',
			name: 'recordingWait',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 300 },
			default: 5,
			description: 'How many seconds to wait before asking again for a recording that is not ready',
		},
		{
			displayName: 'Tries While Not Ready',
			name: 'recordingTries',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 20 },
			default: 3,
			description:
				'How often to ask for the recording of an ended call; it takes a while until it is there',
		},
	],
	prepare(fns, itemIndex) {
		const options = fns.getNodeParameter('options', itemIndex, {}) as IDataObject;
		const number = (least: number, most: number, { label, name, usual }: typeof TRIES) =>
			readNumber(least, most)(options[name] ?? usual, label);
		return {
			callId: readLocator(fns, 'call', itemIndex),
			property: readOutputFileField(fns, itemIndex),
			tries: number(1, 20, TRIES),
			waitMs: number(0, 300, WAIT) * 1000,
		};
	},
	async execute({ fns, api, prepared }) {
		const { callId, property } = prepared;
		const file = await fetchWhenReady(fns, api, prepared);
		const { fileName, fileSize, mimeType } = file;
		return [
			new OutputItem({
				json: { fileName, mimeType, fileSize, callId },
				binary: { [property]: file },
			}),
		];
	},
};

async function fetchWhenReady(
	fns: IExecuteFunctions,
	api: UltravoxApi,
	{ callId, tries, waitMs }: RecordingRequest,
) {
	for (let made = 1; ; made++) {
		const outcome = await toResult(
			api.fetchFile(
				`${callPath(callId)}/recording`,
				soundCheck,
				async (file) => await keepSound(fns, file, callId),
			),
		);
		if ('value' in outcome) return outcome.value;
		const failure = outcome.error;
		if (!isNotFound(failure)) throw failure;
		// Why there is none decides whether waiting can help.
		if (made === 1) await refuseHopeless(api, callId, failure);
		if (made >= tries) throw failure.worded(notReady(made));
		await wait(waitMs, api.cancelSignal);
	}
}

async function refuseHopeless(api: UltravoxApi, callId: string, failure: ApiError) {
	const call = await readCall(api, callId);
	const status = callStatus(call);
	if (call.recordingEnabled === false) throw failure.worded(NOT_RECORDED);
	if (status === 'unanswered') throw failure.worded(NOBODY);
	if (status !== 'ended') throw failure.worded(STILL_RUNNING);
}

const NOT_RECORDED: Wording = {
	message: 'This call was not recorded',
	description:
		'Turn on Record under Additional Fields when you create calls, or in the settings of the agent.',
};

const NOBODY: Wording = {
	message: 'There is no recording, since nobody answered this call',
	description: 'Check with Get that the status of a call is "ended" before you ask for it.',
};

const STILL_RUNNING: Wording = {
	message: 'There is no recording yet, since the call has not ended',
	description: 'Start this workflow with the Ultravox Trigger when a call ends, or wait.',
};

const notReady = (made: number): Wording => ({
	message: `The recording is not there${made > 1 ? `, after ${made} tries` : ' yet'}`,
	description: `It takes a while after the end of a call. Raise ${TRIES.label} or ${WAIT.label} under Options, or run this later.`,
});
