import { parseArgs } from 'node:util';
import { startSandbox } from './index.ts';

/** `npm run sandbox -- [--port 4010] [--agents 25] [--api-key KEY]`: runs until Ctrl-C. */
async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '0' },
			agents: { type: 'string', default: '25' },
			'api-key': { type: 'string' },
		},
	});
	const sandbox = await startSandbox({
		port: Number(values.port),
		agents: Number(values.agents),
		apiKey: values['api-key'],
	});
	sandbox.switches.realTime = true;
	sandbox.switches.deliverWebhooks = true;
	console.log(`Base URL  ${sandbox.url}`);
	console.log(`API key   ${sandbox.apiKey}`);
	console.log(`${sandbox.state.agents.size} agents, no telephony configuration. Ctrl-C ends it.`);

	const end = () => {
		sandbox.close().then(
			() => process.exit(0),
			() => process.exit(1),
		);
	};
	process.once('SIGINT', end);
	process.once('SIGTERM', end);
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exit(1);
});
