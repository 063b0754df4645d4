import { z } from 'zod';

/** The schema of the rows of a hand-written statement. It may only check, not convert, which its type ensures. */
export type RowSchema<Row> = z.ZodType<Row, Row>;

let areChecked = false;

/**
 * Makes this process validate each row of hand-written statements. Tests do this. A server does not, because it should
 * rather show than refuse a row that an older version stored.
 */
export function checkRows(): void {
  areChecked = true;
}

/** Returns the rows with the type of their schema. @throws if rows are checked and one does not match the schema */
export function rowsAs<Row>(rows: Row[], schema: RowSchema<Row> | undefined, statement: string): Row[] {
  if (!areChecked || schema === undefined) return rows;
  for (const [index, row] of rows.entries()) {
    const { error } = schema.safeParse(row);
    if (error !== undefined)
      throw new Error(
        `Row ${index} does not match its schema.\n${z.prettifyError(error)}\nThe statement was: ${statement.trim()}`,
      );
  }
  return rows;
}
