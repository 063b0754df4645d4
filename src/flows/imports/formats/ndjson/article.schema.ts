import { z } from 'zod';
import { STATUSES, type TextName, textNames } from '../../../../content/articles/index.js';
import { parseTime } from '../../normalisation/dates.js';

const relations = ['author', 'subject', 'mentioned', 'quoted', 'pictured'] as const;
const sourceRelations = ['cited', 'original', 'syndicated'] as const;
const commentStatuses = ['pending', 'approved', 'rejected', 'spam', 'deleted'] as const;

/** The maximum number of entries of a list. Real articles have fewer. */
const maxEntries = 10_000;

const text = () => z.string('must be a text').nullish();
const flag = () => z.boolean('must be true or false').nullish();
const list = <Entry extends z.ZodType>(entry: Entry) =>
  z.array(entry, 'must be a list').max(maxEntries, `must have at most ${maxEntries} entries`).nullish();
const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, `must be one of ${words.join(', ')}`).nullish();

const time = () =>
  z
    .string('must be a time such as 2017-07-07T12:00:00Z')
    .refine((value) => parseTime(value) !== null, 'must be a time such as 2017-07-07T12:00:00Z')
    .nullish();

const Key = z.looseObject(
  { source: z.string('must be a text'), id: z.string('must be a text') },
  'must be an object with source and id',
);
const Level = z.looseObject({ slug: text(), name: text() }, 'must be an object with slug and name');

const Section = z.union(
  [
    z.string(),
    z.looseObject({
      slug: text(),
      name: text(),
      path: z.union([z.string(), z.array(Level).max(maxEntries)]).nullish(),
    }),
  ],
  'must be a slug, or an object with slug, name and path',
);

const Person = z.looseObject(
  { id: text(), slug: text(), person: text(), name: text(), relation: oneOf(relations), titleAsPrinted: text() },
  'must be an object with the name or the slug of a person',
);

const Comment = z.looseObject(
  {
    id: z.string('must be a text'),
    parentId: text(),
    inReplyToId: text(),
    status: oneOf(commentStatuses),
    author: z.looseObject({ name: text(), url: text(), email: text() }, 'must be an object with a name').nullish(),
    body: text(),
    createdAt: time(),
    deletedAt: time(),
  },
  'must be an object with id, author, body and createdAt',
);

const Correction = z.looseObject(
  { kind: text(), note: text(), at: time() },
  'must be an object with kind, note and at',
);

/**
 * A line of Broadsheet's own export: the fields of an article in requests of the API, and those that responses add. All
 * fields are optional and have the same types as in the API. Messages follow the name of the field.
 */
export const NdjsonArticle = z.looseObject(
  {
    id: text(),
    externalIds: list(Key),
    headline: text(),
    ...(Object.fromEntries(textNames.map((name) => [name, text()])) as Record<TextName, ReturnType<typeof text>>),
    slug: text(),
    type: text(),
    body: text(),
    bodyFormat: oneOf(['html', 'markdown', 'text']),
    lang: text(),
    section: Section.nullish(),
    tags: list(z.string('must be a text')),
    people: list(Person),
    authors: list(Person),
    sources: list(
      z.looseObject(
        { name: z.string('must be a text'), url: text(), relation: oneOf(sourceRelations) },
        'must be an object with a name',
      ),
    ),
    related: list(
      z.union(
        [z.string(), z.looseObject({ id: text(), slug: text(), source: text() })],
        'must be an id, a slug, or an object with one of them',
      ),
    ),
    leadImage: z
      .looseObject(
        {
          url: text(),
          alt: text(),
          caption: text(),
          credit: text(),
          asset: text(),
          texts: z.looseObject({ alt: text(), caption: text(), credit: text() }, 'must be an object').nullish(),
        },
        'must be an object',
      )
      .refine(({ url, asset }) => url || asset, 'must have a url or an asset')
      .nullish(),
    assets: z.record(z.string(), z.string('must be a text'), 'must be an object with checksums by ids').nullish(),
    seo: z.looseObject({ title: text(), description: text(), canonicalUrl: text() }, 'must be an object').nullish(),
    commentsOpen: flag(),
    comments: z
      .union(
        [z.array(Comment).max(maxEntries), z.looseObject({ open: flag() })],
        'must be a list of comments, or an object with open',
      )
      .nullish(),
    status: oneOf(STATUSES),
    corrections: list(Correction),
    publishedAt: time(),
    firstPublishedAt: time(),
    updatedAt: time(),
  },
  'must be an object with the fields of an article',
);

export type NdjsonArticle = z.infer<typeof NdjsonArticle>;

/** Fields of API responses that are derived from other data. They are ignored without a report. */
export const derivedFields: ReadonlySet<string> = new Set([
  'commentCount',
  'hasUnpublishedChanges',
  'highlight',
  'mentions',
  'revision',
  'version',
  'createdAt',
  'publicUpdatedAt',
]);
