import { resources } from '../../nodes/Ultravox/resources';

/** Every operation of the node as `resource/operation`, in menu order: the name of its schema's file. */
export const operationNames: string[] = resources.flatMap((resource) =>
	resource.operations.map(({ value }) => `${resource.value}/${value}`),
);
