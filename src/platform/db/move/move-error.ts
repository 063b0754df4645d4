/** The embedded database cannot be moved, or was not moved. The message is for the operator. */
export class MoveError extends Error {}
