import type { SandboxState } from '../state';

declare module '../state' {
	interface SandboxState {
		account: { accountId: string; name: string };
	}
}

export function clearAccount(state: SandboxState): void {
	state.account = {
		accountId: '0c6f1a52-3b8e-4d47-9a65-5d1f0e7b2c90',
		name: 'Sandbox account',
	};
}
