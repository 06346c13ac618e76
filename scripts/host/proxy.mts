/** nginx from Debian's package, as a reverse proxy in front of n8n, on loopback. */
import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanEnvironment } from './environment.mts';
import { startProgram, tryProgram } from './processes.mts';
import { installPackages, type Service, startIn } from './services.mts';

/** Where Debian keeps it, which is not on every user's path. */
const DEBIAN_NGINX = '/usr/sbin/nginx';

/**
 * Starts it and waits until it takes connections.
 *
 * @param path below which n8n is reached, e.g. `/n8n/`; n8n itself is asked without it
 * @param target n8n's own address
 * @throws when nginx is absent and cannot be installed, or does not start
 */
export async function startProxy(
	path: string,
	target: string,
	log: (message: string) => void = () => undefined,
): Promise<Service> {
	if (!(await nginxProgram())) await installPackages('The reverse proxy', ['nginx-light'], log);
	const program = await nginxProgram();
	if (!program) throw new Error("The reverse proxy needs Debian's package nginx-light");
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-ultravox-nginx-'));
	return await startIn(folder, async (port) => {
		const file = join(folder, 'nginx.conf');
		await writeFile(file, configuration(folder, port, path, target));
		return startProgram(program, ['-p', folder, '-e', 'stderr', '-c', file], {
			cwd: folder,
			env: cleanEnvironment(),
		});
	});
}

/** As n8n's page on reverse proxies has it, with a path in front. */
const configuration = (folder: string, port: number, path: string, target: string): string => `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr;
events {}
http {
	access_log off;
	client_body_temp_path ${folder}/body;
	proxy_temp_path ${folder}/proxy;
	fastcgi_temp_path ${folder}/fastcgi;
	uwsgi_temp_path ${folder}/uwsgi;
	scgi_temp_path ${folder}/scgi;
	server {
		listen 127.0.0.1:${port};
		location ${path} {
			proxy_pass ${target}/;
			proxy_http_version 1.1;
			proxy_set_header Connection "";
			proxy_set_header X-Forwarded-For $remote_addr;
			proxy_set_header X-Forwarded-Host $host;
			proxy_set_header X-Forwarded-Proto https;
		}
	}
}
`;

async function nginxProgram(): Promise<string | undefined> {
	if (existsSync(DEBIAN_NGINX)) return DEBIAN_NGINX;
	const { code } = await tryProgram('nginx', ['-v'], { env: cleanEnvironment() });
	return code === 0 ? 'nginx' : undefined;
}
