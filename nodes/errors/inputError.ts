/** Input that cannot be sent. Thrown before a request; the engine turns it into n8n's error for the item. */
export class InputError extends Error {
	/**
	 * @param message what is wrong, beginning with the field's label
	 * @param description what to do about it
	 */
	constructor(
		message: string,
		readonly description?: string,
	) {
		super(message);
		this.name = 'InputError';
	}
}
