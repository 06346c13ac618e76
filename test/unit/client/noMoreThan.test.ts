import { noMoreThan } from '../../../nodes/client/tries';

describe('Settings of a request in a hurry', () => {
	const user = { timeoutMs: 30_000, maxRetries: 3, maxWaitMs: 60_000 };

	test('are those of the hurry where the user has more patience', () => {
		const hurry = { timeoutMs: 900, maxRetries: 1, maxWaitMs: 500 };
		expect(noMoreThan(user, hurry)).toEqual(hurry);
	});

	test('are those of the user where these are shorter', () => {
		const most = { timeoutMs: 40_000, maxRetries: 5, maxWaitMs: 90_000 };
		expect(noMoreThan(user, most)).toEqual(user);
	});
});
