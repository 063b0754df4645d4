import { z } from 'zod';
import { type TextName, textNames } from '../../../../content/articles/index.js';
import { parseTime } from '../../normalisation/dates.js';

const relations = ['author', 'subject', 'mentioned', 'quoted', 'pictured'] as const;
const sourceRelations = ['cited', 'original', 'syndicated'] as const;
const commentStatuses = ['pending', 'approved', 'rejected', 'spam', 'deleted'] as const;

/** Entries of a list that are read: what is past them is no list that somebody has made. */
const maxEntries = 10_000;

const text = () => z.string('a text').nullish();
const flag = () => z.boolean('true or false').nullish();
const list = <Entry extends z.ZodType>(entry: Entry) =>
  z.array(entry, 'a list').max(maxEntries, `a list of at most ${maxEntries} entries`).nullish();
const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, `one of ${words.join(', ')}`).nullish();

const time = () =>
  z
    .string('a time such as 2017-07-07T12:00:00Z')
    .refine((value) => parseTime(value) !== null, 'a time such as 2017-07-07T12:00:00Z')
    .nullish();

const Key = z.looseObject({ source: z.string('a text'), id: z.string('a text') }, 'an object with source and id');
const Level = z.looseObject({ slug: text(), name: text() }, 'an object with slug and name');

const Section = z.union(
  [
    z.string(),
    z.looseObject({
      slug: text(),
      name: text(),
      path: z.union([z.string(), z.array(Level).max(maxEntries)]).nullish(),
    }),
  ],
  'a slug, or an object with slug, name and path',
);

const Person = z.looseObject(
  { id: text(), slug: text(), person: text(), name: text(), relation: oneOf(relations), titleAsPrinted: text() },
  'an object with the name or the slug of a person',
);

const Comment = z.looseObject(
  {
    id: z.string('a text'),
    parentId: text(),
    inReplyToId: text(),
    status: oneOf(commentStatuses),
    author: z.looseObject({ name: text(), url: text(), email: text() }, 'an object with a name').nullish(),
    body: text(),
    createdAt: time(),
    deletedAt: time(),
  },
  'an object with id, author, body and createdAt',
);

const Correction = z.looseObject({ kind: text(), note: text(), at: time() }, 'an object with kind, note and at');

/**
 * A line of the newsroom's own export: the fields by which the API takes an article, and those that its answers add. All
 * may be left out; what is there has the type that it has there. Messages say what is expected.
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
    tags: list(z.string('a text')),
    people: list(Person),
    authors: list(Person),
    sources: list(
      z.looseObject(
        { name: z.string('a text'), url: text(), relation: oneOf(sourceRelations) },
        'an object with a name',
      ),
    ),
    related: list(
      z.union(
        [z.string(), z.looseObject({ id: text(), slug: text(), source: text() })],
        'an id, a slug, or an object with one',
      ),
    ),
    leadImage: z
      .looseObject({ url: z.string('a text'), alt: text(), caption: text(), credit: text() }, 'an object with a url')
      .nullish(),
    seo: z.looseObject({ title: text(), description: text(), canonicalUrl: text() }, 'an object').nullish(),
    commentsOpen: flag(),
    comments: z
      .union(
        [z.array(Comment).max(maxEntries), z.looseObject({ open: flag() })],
        'a list of comments, or an object with open',
      )
      .nullish(),
    status: oneOf(['draft', 'scheduled', 'published', 'unpublished', 'killed', 'trashed']),
    corrections: list(Correction),
    publishedAt: time(),
    firstPublishedAt: time(),
    updatedAt: time(),
  },
  'an object with the fields of an article',
);

export type NdjsonArticle = z.infer<typeof NdjsonArticle>;

/** What answers of the API have that says nothing of a story by itself. */
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
