import type { FastifyInstance } from 'fastify';
import type { Context } from './server/context';

/** What an account has at the start and after every reset. */
export interface SeedOptions {
	/** How many agents. */
	agents: number;
}

/** One kind of thing that the API has, with everything about it in a folder of its own. */
export interface Area {
	/** Adds its endpoints. */
	routes(app: FastifyInstance, context: Context): void;
	/** Makes its part of the state, as an empty account has it. Called at the start and by every reset. */
	clear(context: Context): void;
	/** Adds what the account has at the start and after every reset. */
	seed?(context: Context, options: SeedOptions): void;
	/** Does everything that is due at `now` (milliseconds since 1970). */
	catchUp?(context: Context, now: number): Promise<void>;
	/** Fields of request bodies that the log shows as "***", at any depth; `a.b` for fields b of a, or of the rows of a. */
	secretFields?: string[];
}
