import type { z } from 'zod';
import type { ColumnType, Placement } from './field-kinds.js';
import { articleFields } from './fields.js';

type Fields = typeof articleFields;
type NamesOf<Property extends string, Value> = {
  [Name in keyof Fields]: Fields[Name] extends Readonly<Record<Property, Value>> ? Name : never;
}[keyof Fields];

/** Fields that are stored as they are sent. */
export type StoredName = NamesOf<'kind', 'stored'>;
/** Fields of which code finds or makes what is stored. */
type LinkedName = NamesOf<'kind', 'linked'>;
/** Texts that an article may lack. */
export type TextName = NamesOf<'text', unknown>;
/** Fields that an editor writes. */
export type ContentName = StoredName | LinkedName;
/** Columns that hold content in the rows of drafts and publications, by their names in Prisma. */
export type ContentColumnName = StoredName | { [Name in LinkedName]: keyof Fields[Name]['columns'] }[LinkedName];

type StoredValues = { [Name in StoredName]: ReturnType<Fields[Name]['toStored']> };

/** What an editor has written of an article, as it is stored: the draft copy, and each revision. References are ids. */
export type ArticleContent = StoredValues & {
  slug: string;
  /** Sanitised HTML, and its text. */
  body: string;
  bodyText: string;
  sectionId: string | null;
  related: string[];
  people: { personId: string; relation: string; titleAsPrinted: string | null }[];
  externalIds: { source: string; externalId: string }[];
};

const entries = Object.entries(articleFields) as { [Name in keyof Fields]: [Name, Fields[Name]] }[keyof Fields][];

const namesWhere = (is: (field: Fields[keyof Fields]) => boolean) =>
  entries.filter(([, field]) => is(field)).map(([name]) => name);

export const storedNames = namesWhere(({ kind }) => kind === 'stored') as StoredName[];
export const contentNames = namesWhere(({ kind }) => kind !== 'derived') as ContentName[];
export const textNames = namesWhere((field) => 'text' in field) as TextName[];

/** How long a text may be, in UTF-16 units, and whether it may have several lines. */
export const textLimits = (name: TextName) => articleFields[name].text;

/** The name of a column of PostgreSQL, from its name in Prisma. */
export const columnOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

type ContentColumn = { name: ContentColumnName; column: string; type: ColumnType };

/** The columns that hold content in the rows of drafts and publications; snapshots of revisions have the same names. */
export const contentColumns: readonly ContentColumn[] = entries.flatMap(([name, field]): ContentColumn[] => {
  if (field.kind === 'derived') return [];
  if (field.kind === 'stored') return [{ name: name as StoredName, column: columnOf(name), type: field.columnType }];
  const columns = Object.entries(field.columns) as [ContentColumnName, ColumnType][];
  return columns.map(([linked, type]) => ({ name: linked, column: columnOf(linked), type }));
});

/** The field that is stored under a name of `ArticleContent`; undefined for what follows from another field. */
export function fieldOf(stored: keyof ArticleContent): ContentName | undefined {
  if (stored === 'bodyText') return undefined;
  return stored === 'sectionId' ? 'section' : stored;
}

/** The stored values of a request's fields that are stored as they are sent. */
export function storedValuesOf(
  input: { [Name in StoredName]?: z.output<Fields[Name]['input']> | undefined },
): StoredValues {
  const values = storedNames.map((name) => [name, articleFields[name].toStored(input[name] as never)]);
  return Object.fromEntries(values) as StoredValues;
}

/** The content in a row of a draft or publication, with the rows that hang on it. */
export function contentOf(
  row: Readonly<Record<ContentColumnName, unknown>> & Pick<ArticleContent, 'people' | 'externalIds'>,
): ArticleContent {
  return {
    ...Object.fromEntries(contentColumns.map(({ name }) => [name, row[name]])),
    people: row.people.map(({ personId, relation, titleAsPrinted }) => ({ personId, relation, titleAsPrinted })),
    externalIds: row.externalIds.map(({ source, externalId }) => ({ source, externalId })),
  } as ArticleContent;
}

export type NamesAt<Place extends Placement> = NamesOf<'placement', Place>;

/** Names of the fields that stand at a place in responses. */
export const namesAt = <Place extends Placement>(place: Place) =>
  namesWhere(({ placement }) => placement === place) as NamesAt<Place>[];

/** What responses have at a place: the shape of a Zod object. */
export const outputShape = <Place extends Placement>(place: Place) =>
  Object.fromEntries(namesAt(place).map((name) => [name, articleFields[name].output])) as {
    [Name in NamesAt<Place>]: Fields[Name]['output'];
  };

/** What a revision shows of an article. */
export const contentOutputShape = () =>
  Object.fromEntries(contentNames.map((name) => [name, articleFields[name].output])) as {
    [Name in ContentName]: Fields[Name]['output'];
  };

/** A revision's article, for the OpenAPI document. */
export const contentExample = (): Record<string, unknown> =>
  Object.fromEntries(contentNames.map((name) => [name, articleFields[name].example]));

/** What a request says of an article: the shape of a Zod object. */
export const inputShape = () =>
  Object.fromEntries(contentNames.map((name) => [name, articleFields[name].input])) as {
    [Name in ContentName]: Fields[Name]['input'];
  };

/** Examples of the fields at some places, for the OpenAPI document. */
export const examplesAt = (...places: readonly Placement[]): Record<string, unknown> =>
  Object.fromEntries(
    places.flatMap((place) =>
      namesAt(place).flatMap((name) => {
        const { example } = articleFields[name];
        return example === undefined ? [] : [[name, example]];
      }),
    ),
  );
