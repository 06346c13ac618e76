import { createHash } from 'crypto';
import type { SandboxState } from '../state';
import { nextSeq } from '../state';

const ROLES = [
	'Front Desk',
	'Billing Questions',
	'Appointment Reminder',
	'Delivery Status',
	'Support Line',
	'Table Booking',
	'Lost and Found',
	'Survey',
	'Returns',
	'Night Service',
];
const PLACES = [
	'Lisbon',
	'Oslo',
	'Vienna',
	'Porto',
	'Ghent',
	'Riga',
	'Turin',
	'Bergen',
	'Graz',
	'Aarhus',
	'Leeds',
	'Malmö',
];
const FIRST_CREATED = Date.UTC(2026, 0, 5, 8, 0, 0);

export interface SeededAgent {
	agentId: string;
	name: string;
}

/** A version 4 UUID that depends on `name` alone. */
function uuidFor(name: string): string {
	const hex = createHash('sha256').update(name).digest('hex');
	const variant = '89ab'[parseInt(hex[16], 16) % 4];
	const part = (from: number, to: number) => hex.slice(from, to);
	return `${part(0, 8)}-${part(8, 12)}-4${part(13, 16)}-${variant}${part(17, 20)}-${part(20, 32)}`;
}

function agentName(index: number): string {
	const role = ROLES[index % ROLES.length];
	const place = PLACES[Math.floor(index / ROLES.length) % PLACES.length];
	const round = Math.floor(index / (ROLES.length * PLACES.length));
	return round === 0 ? `${role} ${place}` : `${role} ${place} ${round + 1}`;
}

/** Adds `count` agents after those that are there, one minute apart in `created`. */
export function seedAgents(state: SandboxState, count: number): SeededAgent[] {
	const first = state.agents.size;
	return Array.from({ length: count }, (_, offset) => {
		const index = first + offset;
		const agentId = uuidFor(`agent ${index}`);
		const name = agentName(index);
		state.agents.set(agentId, {
			seq: nextSeq(state),
			agentId,
			name,
			created: new Date(FIRST_CREATED + index * 60_000).toISOString(),
			publishedRevisionId: uuidFor(`revision ${index}`),
			callTemplate: { systemPrompt: `You answer the phone for ${name}.` },
			calls: 0,
		});
		return { agentId, name };
	});
}
