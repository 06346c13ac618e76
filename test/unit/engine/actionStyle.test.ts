import { resources } from '../../../nodes/Ultravox/resources';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import { UltravoxIncomingCallTrigger } from '../../../nodes/UltravoxIncomingCallTrigger/UltravoxIncomingCallTrigger.node';
import { UltravoxToolTrigger } from '../../../nodes/UltravoxToolTrigger/UltravoxToolTrigger.node';
import { UltravoxTrigger } from '../../../nodes/UltravoxTrigger/UltravoxTrigger.node';
import actionCodex from '../../../nodes/Ultravox/Ultravox.node.json';
import incomingCallCodex from '../../../nodes/UltravoxIncomingCallTrigger/UltravoxIncomingCallTrigger.node.json';
import toolTriggerCodex from '../../../nodes/UltravoxToolTrigger/UltravoxToolTrigger.node.json';
import triggerCodex from '../../../nodes/UltravoxTrigger/UltravoxTrigger.node.json';

const operations = resources.flatMap((resource) => resource.operations);

test.each(operations)('"$action" is worded as the others', ({ action, name }) => {
	const [verb] = name.split(' ');
	expect(action).toMatch(new RegExp(`^${verb}( or [a-z]+)? (to )?(an? [A-Z]?[a-z]|the |many )`));
	expect(action).not.toMatch(/\.$/);
});

test.each(resources)('$name: what deletes comes last', (resource) => {
	const values = resource.operations.map(({ value }) => value);
	expect(values.slice(0, -1)).not.toContain('delete');
	expect(values).toContain(resource.defaultOperation);
	expect(values.slice(0, 3)).toContain(resource.defaultOperation);
});

test.each([
	['Ultravox Trigger', new UltravoxTrigger(), triggerCodex],
	['Ultravox Incoming Call Trigger', new UltravoxIncomingCallTrigger(), incomingCallCodex],
	['Ultravox Tool Trigger', new UltravoxToolTrigger(), toolTriggerCodex],
])(
	'the panel shows one entry for all nodes, so %s shares description and words',
	(_, node, codex) => {
		expect(node.description.description).toBe(new Ultravox().description.description);
		expect(codex.alias).toEqual(actionCodex.alias);
	},
);
