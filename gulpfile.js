const { src, dest } = require('gulp');

// n8n reads icons and codex files beside the compiled nodes; tsc copies neither.
// Encoding off: gulp would otherwise re-encode the files as text.
function buildIcons() {
	return src(['icons/*.svg', 'nodes/**/*.{svg,png,node.json}'], {
		base: '.',
		encoding: false,
	}).pipe(dest('dist'));
}

exports['build:icons'] = buildIcons;
exports.default = buildIcons;
