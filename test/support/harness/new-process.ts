import type { UltravoxTrigger } from '../../../nodes/UltravoxTrigger/UltravoxTrigger.node';

type TriggerClass = new () => UltravoxTrigger;

/** The trigger's code loaded anew, with nothing in its memory: n8n after a restart, or another process of it. */
export async function newProcess(): Promise<TriggerClass> {
	let loaded: { UltravoxTrigger: TriggerClass } | undefined;
	await jest.isolateModulesAsync(async () => {
		loaded = await import('../../../nodes/UltravoxTrigger/UltravoxTrigger.node');
	});
	if (!loaded) throw new Error('The code was not loaded.');
	return loaded.UltravoxTrigger;
}
