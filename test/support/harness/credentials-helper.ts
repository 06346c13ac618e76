import { getAdditionalKeys } from 'n8n-core';
import {
	ICredentialsHelper,
	NodeHelpers,
	Workflow,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type ICredentialsExpressionResolveValues,
	type ICredentialType,
	type IExecuteData,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeProperties,
	type IRequestOptionsSimplified,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { NodeTypeRegistry } from './node-types';

type Decrypted = ICredentialDataDecryptedObject;

/**
 * Stands in for the credentials helper of n8n's server, which needs a database: keeps decrypted
 * credentials in memory and treats defaults, expressions, `authenticate` and `preAuthentication`
 * as the server does. Credentials are found by their type; there is one of each at most.
 */
export class MemoryCredentialsHelper extends ICredentialsHelper {
	constructor(
		private readonly types: Map<string, ICredentialType>,
		private readonly data: Map<string, Decrypted>,
	) {
		super();
	}

	getParentTypes(name: string): string[] {
		const parents = this.types.get(name)?.extends ?? [];
		return parents.flatMap((parent) => [parent, ...this.getParentTypes(parent)]);
	}

	isCredentialUsableByNode(name: string, nodeType: string): boolean {
		const type = this.types.get(name);
		return !type?.restrictToSupportedNodes || (type.supportedNodes ?? []).includes(nodeType);
	}

	getCredentialsProperties(name: string): INodeProperties[] {
		return this.type(name).properties;
	}

	async getCredentials(_details: INodeCredentialsDetails, name: string): Promise<ICredentials> {
		throw new Error(`The encrypted form of "${name}" is not available in engine tests.`);
	}

	async getDecrypted(
		additionalData: IWorkflowExecuteAdditionalData,
		_details: INodeCredentialsDetails,
		name: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		raw?: boolean,
		resolve?: ICredentialsExpressionResolveValues,
	): Promise<Decrypted> {
		const stored = this.data.get(name);
		if (!stored) throw new Error(`No credential of type "${name}" was given to the harness.`);
		if (raw) return { ...stored };

		const filled = {
			...(NodeHelpers.getNodeParameters(
				this.getCredentialsProperties(name),
				stored as Parameters<typeof NodeHelpers.getNodeParameters>[1],
				true,
				false,
				null,
				null,
			) ?? {}),
		};
		// n8n adds these two to every credential, without a property in its type.
		for (const key of ['allowedHttpRequestDomains', 'allowedDomains']) {
			if (stored[key] !== undefined) filled[key] = stored[key] as string;
		}

		const keys = getAdditionalKeys(additionalData, mode, null, { isCredential: true });
		if (resolve) {
			return resolve.workflow.expression.getParameterValue(
				filled,
				resolve.runExecutionData,
				resolve.runIndex,
				resolve.itemIndex,
				resolve.node.name,
				resolve.connectionInputData,
				mode,
				keys,
				executeData,
				false,
				filled,
			) as Decrypted;
		}
		const node: INode = {
			id: 'credential',
			name: 'Credential',
			type: 'credential',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		};
		const workflow = new Workflow({
			nodes: [],
			connections: {},
			active: false,
			nodeTypes: new NodeTypeRegistry(),
		});
		return workflow.expression.getComplexParameterValue(
			node,
			filled,
			mode,
			keys,
			undefined,
			undefined,
			filled,
		) as Decrypted;
	}

	async authenticate(
		credentials: Decrypted,
		name: string,
		incoming: IHttpRequestOptions | IRequestOptionsSimplified,
		workflow?: Workflow,
		node?: INode,
	): Promise<IHttpRequestOptions> {
		const request = incoming as IHttpRequestOptions;
		const { authenticate } = this.type(name);
		if (typeof authenticate === 'function') return await authenticate(credentials, request);
		if (authenticate?.type !== 'generic') return request;
		if (!workflow || !node) throw new Error('A generic credential needs a workflow and a node.');

		const resolve = (value: string): string =>
			value.startsWith('=')
				? String(
						workflow.expression.getSimpleParameterValue(
							node,
							value,
							'internal',
							{ $credentials: credentials },
							undefined,
							'',
						) || '',
					)
				: value;
		const target = request as unknown as Record<string, Record<string, string>>;
		target.headers ??= {};
		for (const [part, entries] of Object.entries(authenticate.properties)) {
			target[part] ??= {};
			for (const [key, value] of Object.entries(entries as Record<string, string>)) {
				target[part][resolve(key)] = resolve(value);
			}
		}
		return request;
	}

	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: Decrypted,
		name: string,
		node: INode,
		credentialsExpired: boolean,
	): Promise<Decrypted | undefined> {
		const type = this.type(name);
		const expirable = type.properties.find(
			(property) => property.type === 'hidden' && property.typeOptions?.expirable === true,
		);
		if (!expirable || !type.preAuthentication) return undefined;
		if (credentials[expirable.name] !== '' && !credentialsExpired) return undefined;
		const output = await type.preAuthentication.call(helpers, credentials);
		if (output[expirable.name] === undefined || !node.credentials) return undefined;
		await this.updateCredentials(node.credentials[name], name, {
			...this.data.get(name),
			...(output as Decrypted),
		});
		return Object.assign(credentials, output);
	}

	async runPreAuthentication(
		helpers: IHttpRequestHelper,
		credentials: Decrypted,
		name: string,
	): Promise<Decrypted | undefined> {
		const output = await this.type(name).preAuthentication?.call(helpers, credentials);
		return output as Decrypted | undefined;
	}

	async updateCredentials(
		_details: INodeCredentialsDetails,
		name: string,
		data: Decrypted,
	): Promise<void> {
		this.data.set(name, data);
	}

	async updateCredentialsOauthTokenData(
		details: INodeCredentialsDetails,
		name: string,
		data: Decrypted,
	): Promise<void> {
		await this.updateCredentials(details, name, { ...this.data.get(name), ...data });
	}

	private type(name: string): ICredentialType {
		const type = this.types.get(name);
		if (!type) throw new Error(`The credential type "${name}" is not known to the harness.`);
		return type;
	}
}
