import type { IWebhookFunctions } from 'n8n-workflow';
import { UltravoxApi } from '../client/ultravoxApi';
import { errorText, toNodeError } from '../errors/nodeError';
import { toResult } from '../util/result';
import { cachedKey, rememberKey } from './credentialCache';
import { LimitedLookup } from './limitedLookup';
import { secretsOfApiKey, type SecretSettings } from './secretRotation';
import { keyMark, SECRETS_PURPOSE } from './sharedSecret';
import { triggerId } from './triggerId';

/** Less than the half minute after which Ultravox delivers again: what is refused now gets in then. */
const GAP_MS = 20_000;
const KEPT_MS = 10 * 60_000;

/** What a look has found. */
interface Found {
	/** Mark of the API key with which it was found; with another one it is worth nothing. */
	keyMark?: string;
	secrets: string[];
}

/** What asking Ultravox for the secrets is given. */
export interface SecretQuestion {
	fns: IWebhookFunctions;
	api: UltravoxApi;
	/** The secret of the version that the user has set. */
	currentSecret: string;
	settings: SecretSettings;
	/** What is found is added to it, also when the rest does not work out. */
	trusted: string[];
}

/**
 * Knows the secrets with which what arrives at a kind of trigger may have been sent. A secret follows from the API key,
 * so it needs nothing that is stored. What does not fit has the credential read anew and Ultravox asked, which finds
 * another API key of the account and what an earlier version has left; not more often than every 20 seconds for a
 * trigger, however much is forged.
 */
export class TrustedSecrets {
	private readonly lookup = new LimitedLookup<Found>(GAP_MS, KEPT_MS);

	/**
	 * @param nodeName the trigger in lines of the log
	 * @param ask finds out at Ultravox which secrets are in use
	 */
	constructor(
		private readonly nodeName: (fns: IWebhookFunctions) => string,
		private readonly ask: (question: SecretQuestion) => Promise<void>,
	) {}

	/**
	 * Tells whether something arrived from Ultravox. Never throws: n8n would start an execution for it, and nobody has
	 * shown yet where it comes from.
	 *
	 * @param fits whether one of these secrets was used
	 */
	async includeOneThat(
		fns: IWebhookFunctions,
		settings: SecretSettings,
		fits: (secrets: string[]) => boolean,
	): Promise<boolean> {
		const root = await cachedKey(fns, SECRETS_PURPOSE);
		if (root && fits(secretsOfApiKey(fns, root, settings))) return true;
		// What a test needs was registered a moment ago.
		if (fns.getMode() === 'manual') return false;
		const trigger = triggerId(fns);
		const about = `${settings.version} ${String(settings.keepPrevious)}`;
		// What is known counts while another look is under way: anybody can have one begun.
		const known = this.lookup.known(trigger, about);
		const isOfThisKey = root !== undefined && known?.keyMark === keyMark(root);
		if (isOfThisKey && fits(known.secrets)) return true;
		const find = async () => await this.find(fns, settings, known);
		const found = await this.lookup.look(trigger, about, find);
		return fits(found?.secrets ?? []);
	}

	private async find(
		fns: IWebhookFunctions,
		settings: SecretSettings,
		known: Found | undefined,
	): Promise<Found> {
		const api = new UltravoxApi(fns, { maxRetries: 0, timeoutMs: 10_000 });
		const root = await rememberKey(fns, SECRETS_PURPOSE, api);
		if (!root) return { secrets: [] };
		const own = secretsOfApiKey(fns, root, settings);
		const trusted: string[] = [...own];
		const [currentSecret] = own;
		const done = await toResult(this.ask({ fns, api, currentSecret, settings, trusted }));
		if ('error' in done) {
			// A look that anybody can have begun must not make Ultravox itself a stranger.
			if (known?.keyMark === keyMark(root)) trusted.push(...known.secrets);
			const why = errorText(toNodeError(fns.getNode(), done.error, undefined));
			fns.logger.warn(
				`${this.nodeName(fns)}: Ultravox could not be asked which secret is in use. ${why}`,
			);
		}
		return { keyMark: keyMark(root), secrets: trusted };
	}
}
