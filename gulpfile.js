const { readdir, rm, writeFile } = require('node:fs/promises');
const { basename, dirname, join, relative } = require('node:path');
const { build } = require('esbuild');
const { src, dest } = require('gulp');
const { n8n } = require('./package.json');

// n8n reads icons and codex files beside the compiled nodes; tsc copies neither.
// Encoding off: gulp would otherwise re-encode the files as text.
function buildIcons() {
	return src(['icons/*.svg', 'nodes/**/*.{svg,png,node.json}'], {
		base: '.',
		encoding: false,
	}).pipe(dest('dist'));
}

/**
 * Puts everything that tsc has checked and compiled into one file, and leaves only the files that package.json names beside it.
 * n8n loads every node at its start: one small file takes a fraction of the time and space of a hundred.
 */
async function bundle() {
	const entries = [...n8n.credentials, ...n8n.nodes];
	const bundled = join('dist', 'ultravox.js');
	await build({
		stdin: {
			contents: entries.map((file) => `export * from '${sourceOf(file)}';`).join('\n'),
			resolveDir: __dirname,
		},
		outfile: bundled,
		bundle: true,
		minify: true,
		// Without a character beyond ASCII the engine keeps the file in half the memory.
		charset: 'ascii',
		platform: 'node',
		target: 'node20',
		external: ['n8n-workflow'],
	});
	await removePictures();
	for (const folder of ['credentials', 'nodes']) await removeCompiled(folder);
	for (const file of entries) {
		// n8n asks a file for the class that has the file's name.
		const name = basename(file).split('.')[0];
		const path = relative(dirname(file), bundled);
		await writeFile(file, `exports.${name} = require('${path}').${name};\n`);
	}
}

/** From the sources: bundling what is CommonJS already gives a third more. */
const sourceOf = (file) => file.replace(/^dist\//, './').replace(/\.js$/, '.ts');

/** Icons and codex files stay. */
async function removeCompiled(folder) {
	for (const file of await readdir(join('dist', folder), { recursive: true })) {
		if (file.endsWith('.js')) await rm(join('dist', folder, file));
	}
}

/** The compiler of n8n's tool takes along every picture of the project, the documentation's too. */
async function removePictures() {
	for (const entry of await readdir('dist')) {
		if (!OURS.includes(entry)) await rm(join('dist', entry), { recursive: true });
	}
}

const OURS = ['credentials', 'icons', 'nodes', 'ultravox.js'];

exports['build:icons'] = buildIcons;
exports.bundle = bundle;
exports.default = buildIcons;
