import type { z } from 'zod';
import type { ColumnType } from './kinds.js';
import { showsFields } from './shown-fields.js';

type AnyField = Readonly<{ placement: string; output: z.ZodType; example: unknown }> &
  (
    | Readonly<{ kind: 'stored'; columnType: ColumnType; input: z.ZodType; toStored(value: never): unknown }>
    | Readonly<{ kind: 'linked'; columns: Readonly<Record<string, ColumnType>>; input: z.ZodType }>
    | Readonly<{ kind: 'derived' }>
  );

/** The fields of an entity by their API names, in the order of responses. */
export type FieldSet = Readonly<Record<string, AnyField>>;

/** The names of the fields that have a property of a type. */
type NamesWith<Fields, Property extends string, Value> = {
  [Name in keyof Fields]: Fields[Name] extends Readonly<Record<Property, Value>> ? Name : never;
}[keyof Fields] &
  string;

/** Fields that are stored as they are sent. */
export type StoredName<Fields> = NamesWith<Fields, 'kind', 'stored'>;
/** Fields whose stored values are computed or looked up. */
type LinkedName<Fields> = NamesWith<Fields, 'kind', 'linked'>;
/** Fields that requests can write. */
export type ContentName<Fields> = StoredName<Fields> | LinkedName<Fields>;
/** Optional text fields. */
export type TextName<Fields> = NamesWith<Fields, 'text', unknown>;
/** The fields that appear in responses at a placement. */
export type NameAt<Fields, Place extends string> = NamesWith<Fields, 'placement', Place>;

/** The columns of the entity's own row, by their Prisma names. */
export type ColumnName<Fields> =
  | StoredName<Fields>
  | {
      [Name in LinkedName<Fields>]: Fields[Name] extends { columns: infer Columns } ? keyof Columns & string : never;
    }[LinkedName<Fields>];

/** The stored values of the fields that are stored as they are sent. */
export type StoredValues<Fields> = {
  [Name in StoredName<Fields>]: Fields[Name] extends { toStored(value: never): infer StoredValue }
    ? StoredValue
    : never;
};

type SentValues<Fields> = {
  [Name in StoredName<Fields>]?: Fields[Name] extends { input: infer Input } ? z.output<Input> | undefined : never;
};
type Inputs<Fields> = { [Name in ContentName<Fields>]: Fields[Name] extends { input: infer Input } ? Input : never };
type Outputs<Fields, Names extends keyof Fields> = {
  [Name in Names]: Fields[Name] extends { output: infer Output } ? Output : never;
};

export type Column<Fields> = { name: ColumnName<Fields>; column: string; type: ColumnType };

/** Converts the Prisma name of a column to its name in PostgreSQL. */
export const columnOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

type CatalogueOptions<Fields> = {
  /** The resource, with which the names of its fields begin in field limits: `articles`. */
  resource: string;
  /** The fields from which no actor can be barred, because nothing works without them. */
  essential: readonly ContentName<Fields>[];
};

/** Derives names, columns, stored values and the shapes of requests and responses from a catalogue of fields. */
export function createFieldCatalogue<Fields extends FieldSet>(
  fields: Fields,
  { resource, essential }: CatalogueOptions<Fields>,
) {
  const names = Object.keys(fields);
  const fieldOf = (name: string) => fields[name] as AnyField;
  const namesWhere = (predicate: (field: AnyField) => boolean) => names.filter((name) => predicate(fieldOf(name)));
  const namesAt = <Place extends string>(...places: readonly Place[]) =>
    places.flatMap((place) => namesWhere(({ placement }) => placement === place)) as NameAt<Fields, Place>[];
  const storedNames = namesWhere(({ kind }) => kind === 'stored') as StoredName<Fields>[];
  const contentNames = namesWhere(({ kind }) => kind !== 'derived') as ContentName<Fields>[];
  const limitableNames = contentNames.filter((name) => !essential.includes(name));
  // Marks copies, because other resources may use the same schema.
  const outputs = new Map<string, z.ZodType>(
    names.map((name) => {
      const { output } = fieldOf(name);
      const isLimitable = (limitableNames as readonly string[]).includes(name);
      return [name, isLimitable ? showsFields(output.clone(), `${resource}.${name}`) : output];
    }),
  );
  const shapeOf = (fieldNames: readonly string[]) =>
    Object.fromEntries(fieldNames.map((name) => [name, outputs.get(name)]));

  const columns = names.flatMap((name) => {
    const field = fieldOf(name);
    if (field.kind === 'derived') return [];
    const types = field.kind === 'stored' ? { [name]: field.columnType } : field.columns;
    return Object.entries(types).map(([columnName, type]) => ({
      name: columnName,
      column: columnOf(columnName),
      type,
    }));
  }) as Column<Fields>[];

  return {
    storedNames,
    contentNames,
    /** The fields from which an actor can be barred, with the name of the resource: `articles.seo`. */
    limitableFields: limitableNames.map((name) => `${resource}.${name}`),
    textNames: namesWhere((field) => 'text' in field) as TextName<Fields>[],
    namesAt,

    /** The columns of the entity's own row that hold fields. */
    columns,

    /** Returns the stored values of the fields that are stored as they are sent, with their defaults. */
    storedValuesOf(input: SentValues<Fields>): StoredValues<Fields> {
      const values = storedNames.map((name) => {
        const field = fieldOf(name) as Extract<AnyField, { kind: 'stored' }>;
        return [name, field.toStored(input[name] as never)];
      });
      return Object.fromEntries(values) as StoredValues<Fields>;
    },

    /** Returns the shape of a request as a Zod object. */
    inputShape() {
      const inputs = contentNames.map((name) => [name, (fieldOf(name) as { input?: z.ZodType }).input]);
      return Object.fromEntries(inputs) as Inputs<Fields>;
    },

    /** Returns the shape of responses at some placements as a Zod object. */
    outputShape: <Place extends string>(...places: readonly Place[]) =>
      shapeOf(namesAt(...places)) as Outputs<Fields, NameAt<Fields, Place>>,

    /** Returns the shape of all writable fields in responses as a Zod object. */
    contentShape: () => shapeOf(contentNames) as Outputs<Fields, ContentName<Fields>>,

    /** Returns examples of fields for the OpenAPI document. */
    examplesOf: (fieldNames: readonly string[]): Record<string, unknown> =>
      Object.fromEntries(
        fieldNames.flatMap((name) => (fieldOf(name).example === undefined ? [] : [[name, fieldOf(name).example]])),
      ),
  };
}
