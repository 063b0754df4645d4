import { z } from 'zod';
import { text } from '../../platform/http/index.js';

/** Types of the columns that hold the content of an article. */
export type ColumnType = 'text' | 'boolean' | 'uuid' | 'text[]' | 'uuid[]' | 'json';

/**
 * Which responses show a field. `card`: lists and whole articles. `article`: whole articles. `desk`: both, on the desk only.
 * `revision`: revisions only.
 */
export type Placement = 'card' | 'article' | 'desk' | 'revision';

/** A field that is stored as it is sent: its column has its name in snake case. */
type StoredField<Place extends Placement, Input extends z.ZodType, Output extends z.ZodType, Stored> = {
  placement: Place;
  columnType: ColumnType;
  /** The field in requests. */
  input: Input;
  /** The field in responses. */
  output: Output;
  /** The stored value of a request; of `undefined`, the default. */
  toStored(value: z.output<Input>): Stored;
  /** For the OpenAPI document. */
  example: z.output<Output>;
};

export const storedField = <const Place extends Placement, Input extends z.ZodType, Output extends z.ZodType, Stored>(
  field: StoredField<Place, Input, Output, Stored>,
) => ({ kind: 'stored' as const, ...field });

type TextField<Place extends Placement> = {
  placement: Place;
  /** UTF-16 units. */
  maxLength: number;
  lines: 'one' | 'many';
  example: string | null;
};

/** A text that an article may lack; an empty text is none. Imports and exports carry it without code of their own. */
export const optionalText = <const Place extends Placement>({
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

type LinkedField<Place extends Placement, Columns, Input extends z.ZodType, Output extends z.ZodType> = {
  placement: Place;
  /** What is stored in the article's own row, by the names of its properties in Prisma. */
  columns: Columns;
  input: Input;
  output: Output;
  example: z.output<Output>;
};

/** A field whose stored value is found or made by code: a reference, the body, or rows of another table. */
export const linkedField = <
  const Place extends Placement,
  const Columns extends Readonly<Record<string, ColumnType>>,
  Input extends z.ZodType,
  Output extends z.ZodType,
>(
  field: LinkedField<Place, Columns, Input, Output>,
) => ({ kind: 'linked' as const, ...field });

type DerivedField<Place extends Placement, Output extends z.ZodType> = {
  placement: Place;
  output: Output;
  example: z.output<Output>;
};

/** A field of responses that nobody sends. */
export const derivedField = <const Place extends Placement, Output extends z.ZodType>(
  field: DerivedField<Place, Output>,
) => ({ kind: 'derived' as const, ...field });
