import { homepage } from '../../../package.json';
import actionCodex from '../../../nodes/Ultravox/Ultravox.node.json';
import triggerCodex from '../../../nodes/UltravoxTrigger/UltravoxTrigger.node.json';

test.each([actionCodex, triggerCodex])('"Docs" of $node leads to the project', ({ resources }) => {
	expect(resources.primaryDocumentation).toEqual([{ url: homepage }]);
});
