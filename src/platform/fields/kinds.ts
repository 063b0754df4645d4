import { z } from 'zod';
import { text } from './formats.js';

/** Types of the columns that hold fields. */
export type ColumnType = 'text' | 'boolean' | 'uuid' | 'text[]' | 'uuid[]' | 'json';

type ResponseField<Place extends string, Output extends z.ZodType> = {
  /** Which responses show the field: each entity has its own places. */
  placement: Place;
  /** The field in responses. */
  output: Output;
  /** For the OpenAPI document, and for the tests that send each field through every copy. */
  example: z.output<Output>;
};

/** A field that is stored as it is sent: its column has its name in snake case. */
export type StoredField<
  Place extends string,
  Input extends z.ZodType,
  Output extends z.ZodType,
  StoredValue,
> = ResponseField<Place, Output> & {
  columnType: ColumnType;
  /** The field in requests. */
  input: Input;
  /** The stored value of a request; of `undefined`, the default. */
  toStored(value: z.output<Input>): StoredValue;
};

export const storedField = <const Place extends string, Input extends z.ZodType, Output extends z.ZodType, StoredValue>(
  field: StoredField<Place, Input, Output, StoredValue>,
) => ({ kind: 'stored' as const, ...field });

type TextField<Place extends string> = {
  placement: Place;
  /** UTF-16 units. */
  maxLength: number;
  lines: 'one' | 'many';
  example: string | null;
};

/** A text that may be missing; an empty text is none. Imports and exports carry it without code of their own. */
export const optionalText = <const Place extends string>({
  placement,
  maxLength,
  lines,
  example,
}: TextField<Place>) => ({
  ...storedField({
    placement,
    columnType: 'text',
    input: text(maxLength, 0).nullable().optional(),
    output: z.string().nullable(),
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
  /** What is stored in the row of the entity itself, by the names of its properties in Prisma. */
  columns: Columns;
  /** The field in requests. */
  input: Input;
};

/** A field whose stored value is found or made by code: a reference, a text with others derived from it, or rows of another table. */
export const linkedField = <
  const Place extends string,
  const Columns extends Readonly<Record<string, ColumnType>>,
  Input extends z.ZodType,
  Output extends z.ZodType,
>(
  field: LinkedField<Place, Columns, Input, Output>,
) => ({ kind: 'linked' as const, ...field });

/** A field of responses that nobody sends. */
export const derivedField = <const Place extends string, Output extends z.ZodType>(
  field: ResponseField<Place, Output>,
) => ({
  kind: 'derived' as const,
  ...field,
});
