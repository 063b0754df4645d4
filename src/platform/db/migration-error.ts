/** A migration cannot be applied. The message is for the operator of the server. */
export class MigrationError extends Error {}
