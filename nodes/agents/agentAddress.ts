const AGENT_PATH =
	/^\/api\/agents\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/telephony_xml\/?$/i;

/**
 * Where the addresses are that agents answer calls at: not at the API's host but beside it, app.ultravox.ai for
 * api.ultravox.ai (https://docs.ultravox.ai/telephony/telephony-platforms).
 *
 * @param base the Base URL
 * @returns without a trailing slash
 */
export function agentHome(base: string): string {
	return base.replace(/^(https?:\/\/)api\./i, '$1app.');
}

/** The address at which an agent answers the calls of a provider. */
export function agentAddress(agentId: string, home: string): string {
	return `${home}/api/agents/${agentId}/telephony_xml`;
}

/** The agent that answers at an address, in lower case; undefined where it is none of this Ultravox. */
export function agentAt(url: string | null, home: string): string | undefined {
	if (url === null || !URL.canParse(url)) return undefined;
	const { origin, pathname } = new URL(url);
	const here = new URL(home);
	if (origin !== here.origin) return undefined;
	const path = here.pathname === '/' ? pathname : pathname.slice(here.pathname.length);
	return AGENT_PATH.exec(path)?.[1].toLowerCase();
}
