/** A database cannot be moved, backed up or restored. The message is for the operator. */
export class CopyError extends Error {}
