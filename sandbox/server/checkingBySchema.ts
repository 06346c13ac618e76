import AjvCompiler, {
	type BuildCompilerFromPool,
	type RouteDefinition,
} from '@fastify/ajv-compiler';
import type { FastifyServerOptions } from 'fastify';

const compilers: BuildCompilerFromPool = AjvCompiler();
const compiled = new Map<string, ReturnType<ReturnType<BuildCompilerFromPool>>>();

/** Options of a fastify app that checks by JSON Schema, of requests and answers alike, and changes nothing of them. */
export const checkingBySchema = {
	ajv: {
		customOptions: {
			coerceTypes: false,
			removeAdditional: false,
			useDefaults: false,
			allErrors: true,
			verbose: true,
			allowUnionTypes: true,
			keywords: ['x-message', 'x-stored'],
		},
	},
	schemaController: {
		compilersFactory: {
			// One for all apps of the process, as each would compile the same schemas again, which takes longer than a request.
			buildValidator: ((externalSchemas, options) => {
				const compile = compilers(externalSchemas, options);
				return (route) => {
					const key = JSON.stringify((route as RouteDefinition).schema);
					const check = compiled.get(key) ?? compile(route);
					compiled.set(key, check);
					return check;
				};
			}) as BuildCompilerFromPool,
		},
	},
} satisfies FastifyServerOptions;
