/** A migration cannot be applied; its message is for whoever operates the server. */
export class MigrationError extends Error {}
