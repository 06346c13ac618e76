import type { IDataObject } from 'n8n-workflow';
import type { TelephonyProvider } from '../telephony/provider';
import { agentAt } from '../agents/agentAddress';

/** A phone number of an account at a provider, in the same terms whatever provider it is. */
export interface PhoneNumber {
	/** E.164, with its plus sign. */
	phoneNumber: string;
	/** The provider's ID of it. */
	numberId: string;
	name: string | null;
	/** The address that is asked what to do with a call: the number's own, or that of its application. */
	url: string | null;
	method: string | null;
	fallbackUrl: string | null;
	/** The application that calls go to; its address counts. */
	application: { id: string; name: string | null } | null;
	/** The SIP trunk that calls go to; no address counts then. */
	trunkId: string | null;
	/** As the provider has it. */
	raw: IDataObject;
}

/**
 * Says in words where calls to a number go.
 *
 * @param home where the addresses of agents are, see `agentHome`
 */
export function pointsTo(number: PhoneNumber, home: string): string {
	const { application, trunkId, url } = number;
	if (trunkId !== null) return `SIP trunk ${trunkId}`;
	const agentId = agentAt(url, home);
	const place = agentId === undefined ? (url ?? 'no address') : `Ultravox agent ${agentId}`;
	if (application === null) return url === null ? 'Nothing yet' : place;
	return `Application ${application.name === null ? application.id : `"${application.name}"`}: ${place}`;
}

/** The agent that calls to a number reach at its own address; null where they go anywhere else. */
export function agentOf({ trunkId, url }: PhoneNumber, home: string): string | null {
	return trunkId === null ? (agentAt(url, home) ?? null) : null;
}

/** What the output says of a number: first what a person asks, IDs last. */
export function showNumber(
	number: PhoneNumber,
	provider: TelephonyProvider,
	home: string,
): IDataObject {
	const { phoneNumber, name, url, method, fallbackUrl, application, trunkId, numberId } = number;
	return {
		phoneNumber,
		name,
		pointsTo: pointsTo(number, home),
		provider: provider.id,
		url,
		method,
		fallbackUrl,
		application: application?.name ?? null,
		agentId: agentOf(number, home),
		applicationId: application?.id ?? null,
		trunkId,
		numberId,
	};
}
