/** The examples that agents use as tools: filled in as their notes say, published, and used in calls. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StoredWorkflow } from '../../scripts/host/client.mts';
import { readExample } from '../../scripts/host/examples.mts';
import { onEachToolHost, type ToolBench } from './support/toolHosts.mts';
import { talk } from './support/toolWorkflows.mts';

type Parameters = Record<string, unknown>;

/** Stores an example with its credential, the first agent, and other parameters of some steps; publishes it. */
async function publish(
	{ editor, agentId, credential: { id, name } }: ToolBench,
	file: string,
	changed: Record<string, Parameters>,
): Promise<StoredWorkflow> {
	const example = await readExample(file);
	const nodes = example.nodes.map((node) => ({
		...node,
		parameters: {
			...(node.parameters as Parameters),
			...(node.type.endsWith('ToolTrigger') ? { agentIds: [agentId] } : {}),
			...changed[node.name],
		},
		...(node.credentials ? { credentials: { ultravoxApi: { id, name } } } : {}),
	}));
	const workflow = await editor.createWorkflow({ ...example, nodes });
	await editor.activate(workflow.id);
	return workflow;
}

/** A weekday far enough ahead. */
const DAY = '2037-06-01';

onEachToolHost('Examples for tools', (bench) => {
	const published: StoredWorkflow[] = [];
	const use = async (
		tool: string,
		given: Parameters,
		callId = talk(bench.sandbox, bench.agentId),
	) => await bench.sandbox.tools.invoke({ callId, tool, arguments: given });

	afterEach(async () => {
		for (const { id } of published.splice(0)) await bench.editor.deactivate(id);
	});

	describe('book an appointment', () => {
		const FILE = 'book-an-appointment.json';
		const book = async (time: string, day = DAY) =>
			(await use('bookAppointment', { day, time, name: 'Ada' })).text;
		const onTable = (id: string) => {
			const dataTableId = { __rl: true, mode: 'id', value: id };
			return { 'Taken That Day': { dataTableId }, 'Book It': { dataTableId } };
		};

		/** @returns the table's ID, and where n8n's interface has it */
		async function makeTable(): Promise<{ id: string; path: string }> {
			const { id: project } = await bench.editor.call<{ id: string }>('GET', '/projects/personal');
			const tables = `/projects/${project}/data-tables`;
			const columns = ['day', 'time', 'name'].map((name) => ({ name, type: 'string' }));
			const table = { name: `Appointments ${randomUUID()}`, columns };
			const { id } = await bench.editor.call<{ id: string }>('POST', tables, table);
			return { id, path: `${tables}/${id}` };
		}

		test('what is free is booked, what is taken is not, and the agent hears what else is free', async () => {
			const { id, path } = await makeTable();
			published.push(await publish(bench, FILE, onTable(id)));
			expect(await book('10:00')).toBe(`Booked for Ada on ${DAY} at 10:00.`);
			expect(await book('10:00')).toBe(
				`10:00 is not free. Free on ${DAY}: 09:00, 11:00, 14:00, 15:00, 16:00.`,
			);
			expect(await book('09:00')).toBe(`Booked for Ada on ${DAY} at 09:00.`);
			expect(await book('09:00', '2037-06-06')).toMatch(/^Nothing is free on 2037-06-06/);
			expect(await book('09:00', '2020-06-01')).toMatch(/^Nothing is free on 2020-06-01/);
			expect(await book('09:00', 'next Tuesday')).toMatch(/^Nothing is free on next Tuesday/);
			expect(await book('12:00')).toMatch(/"time" has to be one of/);
			const { data } = await bench.editor.call<{ data: unknown[] }>('GET', `${path}/rows`);
			expect(data).toMatchObject([
				{ day: DAY, time: '10:00', name: 'Ada' },
				{ day: DAY, time: '09:00', name: 'Ada' },
			]);
		});

		test('the agent hears when the calendar fails', async () => {
			const workflow = await publish(bench, FILE, onTable('gone'));
			published.push(workflow);
			expect(await book('10:00')).toMatch(
				/^The calendar cannot be reached, and nothing is booked\./,
			);
			const [{ status }] = await bench.editor.untilExecuted(workflow.id, 1);
			expect(status).toBe('success');
		});
	});

	describe('answer now, tell later', () => {
		let answer: { status: number; body: object };
		const carrier = createServer((request, response) => {
			response.writeHead(answer.status, { 'content-type': 'application/json' });
			response.end(JSON.stringify({ ...answer.body, asked: request.url }));
		});

		beforeAll(async () => {
			await new Promise<void>((resolve) => carrier.listen(0, '127.0.0.1', resolve));
		});

		afterAll(() => carrier.close());

		test.each([
			[
				{ status: 200, body: { status: 'in Oslo since this morning' } },
				'in Oslo since this morning',
			],
			[{ status: 500, body: {} }, 'The carrier does not answer'],
		])('the agent goes on, and hears later what came of it: %j', async (carriers, told) => {
			answer = carriers;
			const { port } = carrier.address() as AddressInfo;
			const url = `=http://127.0.0.1:${port}/parcels/{{ encodeURIComponent($json.parameters.parcelNumber) }}`;
			const workflow = await publish(bench, 'answer-now-tell-later.json', {
				'Ask the Carrier': { url },
			});
			published.push(workflow);
			const callId = talk(bench.sandbox, bench.agentId);
			const { text, answer: waitedFor } = await use(
				'traceParcel',
				{ parcelNumber: 'JD 42' },
				callId,
			);
			expect(text).toMatch(/^The carrier is being asked/);
			expect(waitedFor).toBeUndefined();
			const [{ status }] = await bench.editor.untilExecuted(workflow.id, 1);
			expect(status).toBe('success');
			const said = bench.sandbox.state.calls.get(callId)?.messages.map((message) => message.text);
			expect(said?.join('\n')).toContain(told);
			expect(said?.join('\n')).toContain('JD 42');
		});
	});
});
