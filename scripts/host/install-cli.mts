// npm run host:install -- [version …]: installs hosts ahead of the first test run.
import { installHost } from './install.mts';
import { hostsUnderTest } from './versions.mts';

async function main() {
	const asked = process.argv.slice(2);
	for (const version of asked.length > 0 ? asked : hostsUnderTest()) {
		await installHost(version, (message) => console.log(message));
	}
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
