import type { MovableClock } from '../clock';
import type { Events } from '../calls/events';
import type { SandboxState } from '../state';
import type { Switches } from '../switches';

/** What every resource works with. */
export interface Context {
	state: SandboxState;
	switches: Switches;
	clock: MovableClock;
	violations: string[];
	events: Events;
}
