import { z } from 'zod';
import { lineText, text } from './formats.js';

/** The types of columns that store fields. */
export type ColumnType = 'text' | 'boolean' | 'uuid' | 'text[]' | 'uuid[]' | 'json';

type ResponseField<Place extends string, Output extends z.ZodType> = {
  /** The responses that show the field. Each entity has its own placements. */
  placement: Place;
  /** The field in responses. */
  output: Output;
  /** Used in the OpenAPI document, and by the tests that send each field through every copy. */
  example: z.output<Output>;
};

/** A field that is stored as it is sent, in a column with its name in snake case. */
export type StoredField<
  Place extends string,
  Input extends z.ZodType,
  Output extends z.ZodType,
  StoredValue,
> = ResponseField<Place, Output> & {
  columnType: ColumnType;
  /** The field in requests. */
  input: Input;
  /** Converts the value of a request to the stored value, and `undefined` to the default. */
  toStored(value: z.output<Input>): StoredValue;
};

export const storedField = <const Place extends string, Input extends z.ZodType, Output extends z.ZodType, StoredValue>(
  field: StoredField<Place, Input, Output, StoredValue>,
) => ({ kind: 'stored' as const, ...field });

type TextField<Place extends string> = {
  placement: Place;
  /** The maximum length in UTF-16 units. */
  maxLength: number;
  lines: 'one' | 'many';
  /** One sentence for requests and responses. */
  description: string;
  example: string | null;
};

/** An optional text. An empty text counts as missing. Imports and exports handle it without code of their own. */
export const optionalText = <const Place extends string>({
  placement,
  maxLength,
  lines,
  description,
  example,
}: TextField<Place>) => ({
  ...storedField({
    placement,
    columnType: 'text',
    input: (lines === 'one' ? lineText(maxLength) : text(maxLength, 0))
      .nullable()
      .optional()
      .meta({ description: `${description} Up to ${maxLength.toLocaleString('en')} characters.` }),
    output: z
      .string()
      .nullable()
      .meta({ description: `${description} Null if there is none.` }),
    toStored: (value) => value || null,
    example,
  }),
  text: { maxLength, lines },
});

export type LinkedField<
  Place extends string,
  Columns,
  Input extends z.ZodType,
  Output extends z.ZodType,
> = ResponseField<Place, Output> & {
  /** The columns in the entity's own row, by their Prisma names. */
  columns: Columns;
  /** The field in requests. */
  input: Input;
};

/**
 * A field whose stored value is computed or looked up: a reference, a text from which others are derived, or rows of
 * another table.
 */
export const linkedField = <
  const Place extends string,
  const Columns extends Readonly<Record<string, ColumnType>>,
  Input extends z.ZodType,
  Output extends z.ZodType,
>(
  field: LinkedField<Place, Columns, Input, Output>,
) => ({ kind: 'linked' as const, ...field });

/** A field that appears only in responses. */
export const derivedField = <const Place extends string, Output extends z.ZodType>(
  field: ResponseField<Place, Output>,
) => ({
  kind: 'derived' as const,
  ...field,
});
