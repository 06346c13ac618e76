import { buildCredentials } from '../../../nodes/engine/properties';
import { resources } from '../../../nodes/Ultravox/resources';

test('no credential stands below a parameter that it depends on', () => {
	// The editor shows all of them above the last parameter that a condition names, unless it does so by its path.
	for (const { name, displayOptions } of buildCredentials(resources)) {
		for (const parameter of Object.keys(displayOptions?.show ?? {})) {
			expect([name, parameter]).toEqual([name, expect.stringMatching(/^\//)]);
		}
	}
});
