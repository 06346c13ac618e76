/** A stand-in for a chat model with OpenAI's interface, that says what a script tells it to. */
import { fastify } from 'fastify';

/** What the model says in one turn: a text, or a call of the only tool it was offered. */
export type Turn = { say: string } | { call: Record<string, unknown> };

export interface OfferedTool {
	name: string;
	description: string;
	/** JSON schema of the arguments. */
	parameters: { properties?: Record<string, unknown>; required?: string[] };
}

interface Message {
	role: string;
	content: unknown;
}

interface Asked {
	messages: Message[];
	tools?: Array<{ function: OfferedTool }>;
}

export interface ChatModel {
	/** For the base URL of n8n's OpenAI credential. */
	url: string;
	/** Everything that it was asked, as received. */
	asked: Asked[];
	/** Tools offered in the first question. */
	tools(): OfferedTool[];
	/** What the tool answered it, in the order of the calls. */
	toolAnswers(): string[];
	/** Forgets what it was asked; says this from now on, one turn a question. */
	script(...turns: Turn[]): void;
	close(): Promise<void>;
}

/** Starts it on a free port of the loopback address. */
export async function startChatModel(): Promise<ChatModel> {
	const app = fastify({ bodyLimit: 10 * 1024 * 1024 });
	const asked: Asked[] = [];
	let turns: Turn[] = [];
	const tools = () => (asked[0]?.tools ?? []).map((tool) => tool.function);

	app.get('/v1/models', () => ({ object: 'list', data: [{ id: 'scripted', object: 'model' }] }));
	app.post('/v1/chat/completions', (request, reply) => {
		asked.push(request.body as Asked);
		const turn = turns[asked.length - 1];
		if (!turn) return reply.status(400).send({ error: { message: 'The script is over.' } });
		const message =
			'say' in turn
				? { role: 'assistant', content: turn.say }
				: { role: 'assistant', content: null, tool_calls: [toolCall(turn.call)] };
		return {
			id: `chatcmpl-${String(asked.length)}`,
			object: 'chat.completion',
			created: 0,
			model: 'scripted',
			choices: [{ index: 0, message, finish_reason: 'say' in turn ? 'stop' : 'tool_calls' }],
			usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
		};
	});
	const toolCall = (args: Record<string, unknown>) => ({
		id: `call_${String(asked.length)}`,
		type: 'function',
		function: { name: tools()[0]?.name, arguments: JSON.stringify(args) },
	});
	const origin = await app.listen({ port: 0, host: '127.0.0.1' });

	return {
		url: `${origin}/v1`,
		asked,
		tools,
		toolAnswers: () =>
			(asked.at(-1)?.messages ?? [])
				.filter(({ role }) => role === 'tool')
				.map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content))),
		script(...next) {
			asked.length = 0;
			turns = next;
		},
		async close() {
			await app.close();
		},
	};
}
