import type { Events } from '../calls/events';
import type { MovableClock } from '../clock';
import type { RunningStorage } from '../recordings/storage';
import type { SandboxState } from '../state';
import type { Switches } from '../switches';
import type { Violations } from '../violations';

/** What every area works with. */
export interface Context {
	state: SandboxState;
	switches: Switches;
	clock: MovableClock;
	violations: Violations;
	events: Events;
	/** The second origin, which holds the recordings. */
	storage: RunningStorage;
}
