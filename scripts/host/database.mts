/** What a host has stored, to be searched for what must not be there. */
import { join } from 'node:path';
import { cleanEnvironment } from './environment.mts';
import type { InstalledHost } from './install.mts';
import { runProgram } from './processes.mts';

/** Runs in the host's own Node.js, because the database driver is compiled for it. */
const DUMP = `
const sqlite3 = require('sqlite3');
const database = new sqlite3.Database(process.argv[1], sqlite3.OPEN_READONLY);
const all = (sql) => new Promise((done, failed) =>
	database.all(sql, (error, rows) => (error ? failed(error) : done(rows))));
(async () => {
	const tables = await all("select name from sqlite_master where type = 'table'");
	const dump = {};
	for (const { name } of tables) dump[name] = await all('select * from "' + name + '"');
	process.stdout.write(JSON.stringify(dump));
})();
`;

/** All rows of all tables of a host that keeps its data in SQLite, by table name. */
export async function readDatabase(host: {
	installed: InstalledHost;
	userFolder: string;
}): Promise<Record<string, Array<Record<string, unknown>>>> {
	const file = join(host.userFolder, '.n8n', 'database.sqlite');
	const text = await runProgram(host.installed.node, ['-e', DUMP, file], {
		cwd: host.installed.folder,
		env: cleanEnvironment(),
	});
	return JSON.parse(text) as Record<string, Array<Record<string, unknown>>>;
}
