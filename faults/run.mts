/**
 * Runs every operation of the node under every fault, and long runs, in n8n's real engine against the sandbox.
 *
 * `npm run faults -- [--only text] [--fault text] [--part matrix|missing|long]`: parts of the names in the table. A whole run
 * writes faults/results.md; every run writes test-results/faults.json. Exits with 1 when something broke.
 */
// A proxy of the machine would answer for hosts that do not exist. Has to be set before n8n-core is loaded.
import './direct.mts';

import { parseArgs } from 'node:util';

import { runLong } from './long.mts';
import { runMatrix } from './matrix.mts';
import { runMissing } from './missing.mts';
import { printed, report } from './report.mts';

const { values } = parseArgs({
	options: {
		only: { type: 'string', default: '' },
		fault: { type: 'string', default: '' },
		part: { type: 'string', default: 'all' },
	},
});

const output = printed();
const say = (text: string) => console.log(text);
const started = Date.now();
const has = (part: string) => values.part === 'all' || values.part === part;
const matrix = has('matrix') ? await runMatrix(values.only, values.fault, say) : [];
const missing = has('missing') ? await runMissing(values.only, values.fault) : [];
const scenarios = [...matrix, ...missing];
const long = has('long') ? await runLong(say) : [];
const whole = values.part === 'all' && values.only === '' && values.fault === '';
const seconds = Math.round((Date.now() - started) / 1000);
const well = report({ scenarios, long, seconds, whole, leaked: output.leaked() }, say);
process.exit(well ? 0 : 1);
