import { z } from 'zod';
import { dateTime, instant, patchSchemaOf, reference, text } from '../../platform/fields/index.js';
import { pageOf, pageParameters } from '../../platform/paging/index.js';
import { ArticleCard, ArticleListQuery, STATUSES } from '../articles/index.js';

/** The maximum number of places of a list. */
const MAX_PLACES = 100;

const { section, tag, person, author, lang, type, include, fields } = ArticleListQuery.shape;
const SORTS = [
  'publishedAt',
  '-publishedAt',
  'firstPublishedAt',
  '-firstPublishedAt',
  'updatedAt',
  '-updatedAt',
] as const;
const sort = z
  .enum(SORTS)
  .optional()
  .meta({ description: 'The order; a leading "-" is descending. The newest publication first when left out.' });
const isoTime = dateTime()
  .transform((time) => time.toISOString())
  .optional();

const RuleInput = z
  .strictObject({
    section,
    tag,
    person,
    author,
    lang,
    type,
    'publishedAt[gte]': isoTime.meta({ description: 'Published at this time or later.' }),
    'publishedAt[lt]': isoTime.meta({ description: 'Published before this time.' }),
    sort,
  })
  .nullable()
  .optional()
  .meta({
    description:
      'What fills the places without a pin: the filters and the order of `GET /v1/articles`. `{}` is all that is published; null or left out fills none.',
  });

const Rule = z.object({
  section: z.string().optional(),
  tag: z.string().optional(),
  person: z.string().optional(),
  author: z.string().optional(),
  lang: z.string().optional(),
  type,
  'publishedAt[gte]': instant().optional(),
  'publishedAt[lt]': instant().optional(),
  sort,
});

const size = z.int().min(1).max(MAX_PLACES);

const Slot = z.strictObject({
  article: reference()
    .nullable()
    .optional()
    .meta({ description: 'What is pinned here, by id or slug; null or left out leaves the place to the rule.' }),
  label: text(100, 0).nullable().optional().meta({ description: 'A kicker, such as "Exclusive".' }),
  headline: text(500, 0).nullable().optional().meta({ description: "Printed in this list in place of the story's." }),
  standfirst: text(2_000, 0)
    .nullable()
    .optional()
    .meta({ description: "Printed in this list in place of the story's." }),
  until: dateTime()
    .transform((time) => time.toISOString())
    .nullable()
    .optional()
    .meta({ description: 'When it is no longer pinned; the rule fills the place from then on.' }),
});

const items = z.array(Slot).max(MAX_PLACES).meta({
  description: 'The places in their order: a pinned story or none in each. Those after the last are the rule’s.',
});

export const ListInput = z
  .strictObject({
    name: text(200),
    slug: reference().optional().meta({ description: 'Made from the name when left out.' }),
    description: text(2_000, 0).nullable().optional(),
    published: z.boolean().optional().meta({ description: 'Whether the public may read it; false when left out.' }),
    size: size.optional().meta({ description: 'How many stories it shows at most; 20 when left out.' }),
    rule: RuleInput,
    items: items.optional(),
  })
  .meta({
    id: 'ListWrite',
    description: 'What is written of a list.',
    examples: [{ name: 'Front page', published: true, size: 10, rule: { sort: '-publishedAt' }, items: [] }],
  });

export const ListPatch = patchSchemaOf(ListInput, 'ListPatch');

export const ListOrder = z
  .strictObject({
    version: z
      .int()
      .min(1)
      .optional()
      .meta({ description: 'The version that the order is based on; or send `If-Match`.' }),
    items,
  })
  .meta({
    id: 'ListOrder',
    description: 'All places of a list at once.',
    examples: [{ version: 1, items: [{}] }],
  });

export const ListMove = z
  .strictObject({
    article: reference().meta({ description: 'A pinned story, by id or slug.' }),
    to: z
      .int()
      .min(1)
      .max(MAX_PLACES)
      .meta({ description: 'The place where it goes; what lies between moves up or down.' }),
    version: z.int().min(1).optional().meta({ description: 'The version that the move is based on, if it is to be.' }),
  })
  .meta({
    id: 'ListMove',
    description: 'A story of a list goes to another place.',
    examples: [{ article: 'two-presidents-meet-in-hamburg', to: 1 }],
  });

const shape = {
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  size: size.meta({ description: 'How many stories it shows at most.' }),
};
const times = { version: z.int(), createdAt: instant(), updatedAt: instant() };

const example = {
  id: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b99',
  slug: 'front-page',
  name: 'Front page',
  description: null,
  size: 10,
  version: 3,
  createdAt: '2017-07-03T08:00:00.000Z',
  updatedAt: '2017-07-07T18:30:00.000Z',
};

const ListCard = z
  .object({ ...shape, ...times })
  .meta({ id: 'ListCard', description: 'A list in a list of them.', examples: [example] });

const deskShape = {
  published: z.boolean(),
  rule: Rule.nullable(),
};

export const DeskListCard = z.object({ ...shape, ...deskShape, ...times }).meta({
  id: 'DeskListCard',
  description: 'A list on the desk.',
  examples: [{ ...example, published: true, rule: {} }],
});

const Item = z.object({
  position: z.int().min(1),
  pinned: z.boolean().meta({ description: 'Whether an editor put it here.' }),
  label: z.string().nullable(),
  headline: z.string().meta({ description: "What is printed here: the editor's words for this list, or the story's." }),
  standfirst: z.string().nullable().meta({ description: 'The same of the standfirst.' }),
  article: ArticleCard,
});

export const List = z.object({ ...shape, items: z.array(Item), ...times }).meta({
  id: 'ListOfStories',
  description: 'A front page or a package with its stories, as the public sees it.',
  examples: [{ ...example, items: [] }],
});

const DeskItem = z.object({
  position: z.int().min(1),
  article: z
    .object({ id: z.uuid(), slug: z.string(), headline: z.string(), status: z.enum(STATUSES) })
    .nullable()
    .meta({ description: 'What is pinned here; null where the rule fills the place.' }),
  label: z.string().nullable(),
  headline: z.string().nullable(),
  standfirst: z.string().nullable(),
  until: instant().nullable(),
  live: z.boolean().meta({ description: 'Whether readers see it here now: it is published and its time not over.' }),
});

export const DeskList = z.object({ ...shape, ...deskShape, items: z.array(DeskItem), ...times }).meta({
  id: 'DeskListOfStories',
  description: 'A list as editors write it: its places up to the last pin, and what fills the rest.',
  examples: [{ ...example, published: true, rule: { sort: '-publishedAt' }, items: [] }],
});

export const ListList = pageOf(ListCard, 'ListList');
export const DeskListList = pageOf(DeskListCard, 'DeskListList');

export const ListListQuery = z.strictObject(pageParameters);
export const ListQuery = z.strictObject({
  include: include.meta({ description: 'What is added to each story.', examples: ['people'] }),
  fields: fields.meta({ description: 'Only these properties of each story.', examples: ['id,slug,headline'] }),
});
export const ListRef = z.strictObject({
  ref: reference().meta({ description: 'Id or slug of the list.', examples: ['front-page'] }),
});

export type ListInput = z.infer<typeof ListInput>;
export type ListOrder = z.infer<typeof ListOrder>;
export type ListMove = z.infer<typeof ListMove>;
export type ListQuery = z.infer<typeof ListQuery>;
export type ListListQuery = z.infer<typeof ListListQuery>;
export type DeskList = z.infer<typeof DeskList>;
export type DeskListCard = z.infer<typeof DeskListCard>;
export type Slot = z.infer<typeof Slot>;
export type Rule = NonNullable<ListInput['rule']>;
