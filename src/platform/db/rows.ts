import { z } from 'zod';

/** What the rows of a hand-written statement are. It only checks: what it would convert does not fit the type. */
export type RowSchema<Row> = z.ZodType<Row, Row>;

let areChecked = false;

/**
 * From now on this process compares each row of a hand-written statement with its schema. Tests do. A server does not: a row that an
 * older version has stored is better shown than refused.
 */
export function checkRows(): void {
  areChecked = true;
}

/** @throws when rows are checked and one is not as its schema says */
export function rowsAs<Row>(rows: Row[], schema: RowSchema<Row> | undefined, statement: string): Row[] {
  if (!areChecked || schema === undefined) return rows;
  for (const [index, row] of rows.entries()) {
    const { error } = schema.safeParse(row);
    if (error !== undefined)
      throw new Error(
        `Row ${index} is not as its schema says.\n${z.prettifyError(error)}\nIt came from: ${statement.trim()}`,
      );
  }
  return rows;
}
