// The rooms of `nodes/`, from the top to the ground. A file imports from its own room or from a room further down this
// list; rooms on one line do not know each other. Imports of types count. Checked by `npm test`.
const ROOMS = [
	['phoneNumbers', 'incomingCalls'],
	['telephony', 'batches', 'tools'],
	['agents'],
	['calls'],
	['selectedTools'],
	['knowledgeBases', 'voices', 'account', 'webhooks'],
	['engine'],
	['fields', 'client'],
	['errors'],
	['util'],
];

const upward = ROOMS.flatMap((rooms, level) =>
	rooms.map((room) => ({
		name: `below-${room}`,
		comment: `${room} uses only rooms below it`,
		severity: 'error',
		from: { path: `^nodes/${room}/` },
		to: {
			path: '^nodes/',
			pathNot: `^nodes/(${[room, ...ROOMS.slice(level + 1).flat()].join('|')})/`,
		},
	})),
);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
	forbidden: [
		...upward,
		{
			name: 'room-not-in-ROOMS',
			comment: 'A new room is a line of ROOMS at the top of .dependency-cruiser.cjs',
			severity: 'error',
			from: {},
			to: { path: '^nodes/[a-z]', pathNot: `^nodes/(${ROOMS.flat().join('|')})/` },
		},
		{
			name: 'no-circles',
			comment: 'Files that import each other cannot be read one after the other',
			severity: 'error',
			from: {},
			to: { circular: true },
		},
		{
			name: 'nothing-from-a-node',
			comment: 'A PascalCase folder is a node: what others need of it belongs into a room',
			severity: 'error',
			from: { path: '^(nodes|credentials)/([^/]+)/' },
			to: { path: '^nodes/[A-Z][^/]*/', pathNot: '^nodes/$2/' },
		},
		{
			name: 'sandbox-stands-alone',
			comment: 'A stand-in that shared code with the nodes would share their mistakes',
			severity: 'error',
			from: { path: '^sandbox/' },
			to: { path: '^(nodes|credentials)/' },
		},
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.check.json' },
	},
};
