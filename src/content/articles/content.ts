import {
  type Column,
  type ColumnName,
  type ContentName as ContentNameOf,
  createFieldCatalogue,
  type NameAt,
  type StoredName as StoredNameOf,
  type StoredValues,
  type TextName as TextNameOf,
} from '../../platform/fields/index.js';
import { articleFields } from './fields.js';

type Fields = typeof articleFields;

export type StoredName = StoredNameOf<Fields>;
export type TextName = TextNameOf<Fields>;
export type ContentName = ContentNameOf<Fields>;
export type ContentColumnName = ColumnName<Fields>;
export type NamesAt<Place extends string> = NameAt<Fields, Place>;

export const catalogue = createFieldCatalogue(articleFields, {
  resource: 'articles',
  essential: ['slug', 'headline'],
});
export const { storedNames, contentNames, textNames, namesAt, limitableFields: limitableArticleFields } = catalogue;

/** The fields that imports and exports copy as they are. */
export const transferredNames = [...storedNames, 'tags'] as const;

/** The content columns of draft copies and publications. Snapshots of revisions use the same names. */
export const contentColumns: readonly Column<Fields>[] = catalogue.columns;

/** The content of an article as the draft copy and each revision store it. References are ids. */
export type ArticleContent = StoredValues<Fields> & {
  slug: string;
  /** Sanitised HTML. `bodyText` is its plain text. */
  body: string;
  bodyText: string;
  /** The tags as readers see them. `tagSlugs` are their slugs. */
  tags: string[];
  tagSlugs: string[];
  sectionId: string | null;
  related: string[];
  people: { personId: string; relation: string; titleAsPrinted: string | null }[];
  externalIds: { source: string; externalId: string }[];
};

/** Returns the maximum length of a text in UTF-16 units, and whether it may have several lines. */
export const textLimits = (name: TextName) => articleFields[name].text;

/** Returns the field that a key of `ArticleContent` stores, or undefined if the value is derived from another field. */
export function fieldOf(contentKey: keyof ArticleContent): ContentName | undefined {
  if (contentKey === 'bodyText' || contentKey === 'tagSlugs') return undefined;
  return contentKey === 'sectionId' ? 'section' : contentKey;
}

/** Returns the content of a draft copy or publication and its linked rows. */
export function contentOf(
  row: Readonly<Record<ContentColumnName, unknown>> & Pick<ArticleContent, 'people' | 'externalIds'>,
): ArticleContent {
  return {
    ...Object.fromEntries(contentColumns.map(({ name }) => [name, row[name]])),
    people: row.people.map(({ personId, relation, titleAsPrinted }) => ({ personId, relation, titleAsPrinted })),
    externalIds: row.externalIds.map(({ source, externalId }) => ({ source, externalId })),
  } as ArticleContent;
}
