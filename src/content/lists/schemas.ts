import { z } from 'zod';
import { dateTime, instant, lineText, nameText, patchSchemaOf, reference, text } from '../../platform/fields/index.js';
import { pageOf, pageParameters } from '../../platform/paging/index.js';
import { ArticleCard, ArticleListQuery, articleStatus } from '../articles/index.js';
import { RuleInput, Rule as RuleOutput } from './rule.schemas.js';

/** The maximum number of places of a list. */
const MAX_PLACES = 100;

const { include, fields } = ArticleListQuery.shape;
const size = z.int().min(1).max(MAX_PLACES);

const Slot = z
  .strictObject({
    article: reference().nullable().optional().meta({
      description:
        'The id or slug of the article to pin at this position. If omitted, the rule of the list fills the position.',
    }),
    label: lineText(100).nullable().optional().meta({
      description: 'A short text above the headline, such as "Exclusive".',
    }),
    headline: lineText(500).nullable().optional().meta({
      description: 'Replaces the headline of the article in this list.',
    }),
    standfirst: text(2_000, 0)
      .nullable()
      .optional()
      .meta({ description: 'Replaces the standfirst of the article in this list.' }),
    until: dateTime()
      .transform((time) => time.toISOString())
      .nullable()
      .optional()
      .meta({ description: 'When the pin ends. After this time, the rule of the list fills the position.' }),
  })
  .meta({ id: 'ListPlaceWrite', description: 'A position of a list, with or without a pinned article.' });

const items = z.array(Slot).max(MAX_PLACES).meta({
  description:
    'The positions of the list in order. Each position can have a pinned article. Send at most `size` positions.',
});

export const ListInput = z
  .strictObject({
    name: nameText(200).meta({ description: 'The name of the list, up to 200 characters.' }),
    slug: reference().optional().meta({ description: 'The slug. By default, the server makes it from the name.' }),
    description: text(2_000, 0).nullable().optional().meta({
      description: 'A note about the list, up to 2,000 characters.',
    }),
    published: z.boolean().optional().meta({ description: 'Whether readers see the list. The default is false.' }),
    size: size.optional().meta({ description: 'The maximum number of articles in the list. The default is 20.' }),
    rule: RuleInput,
    items: items.optional(),
  })
  .meta({
    id: 'ListWrite',
    description: 'The writable fields of a list.',
    examples: [{ name: 'Front page', published: true, size: 10, rule: { sort: '-publishedAt' }, items: [] }],
  });

export const ListPatch = patchSchemaOf(ListInput, 'ListPatch', {
  size: 12,
  rule: { section: 'world', sort: '-publishedAt' },
});

export const ListOrder = z
  .strictObject({
    version: z.int().min(1).optional().meta({
      description: 'The version of the list on which the new order is based. Required unless `If-Match` is sent.',
    }),
    items,
  })
  .meta({
    id: 'ListOrder',
    description: 'The pinned articles of a list in their new order.',
    examples: [
      {
        version: 1,
        items: [
          { article: 'trams-return-to-alderhaven', label: 'Alderhaven' },
          {},
          { article: 'two-presidents-meet-in-hamburg' },
        ],
      },
    ],
  });

export const ListMove = z
  .strictObject({
    article: reference().meta({ description: 'The id or slug of a pinned article.' }),
    to: z.int().min(1).max(MAX_PLACES).meta({
      description: 'The new position of the article, from 1 to the size of the list.',
    }),
    version: z.int().min(1).optional().meta({
      description: 'The version of the list on which the move is based. Optional.',
    }),
  })
  .meta({
    id: 'ListMove',
    description: 'The new position of a pinned article.',
    examples: [{ article: 'two-presidents-meet-in-hamburg', to: 1 }],
  });

const shape = {
  id: z.uuid(),
  slug: z.string().meta({ description: 'The last part of the web address of the list.' }),
  name: z.string(),
  description: z.string().nullable().meta({ description: 'A note about the list. Null if there is none.' }),
  size: size.meta({ description: 'The maximum number of articles in the list.' }),
};
const times = {
  version: z.int().meta({ description: 'The version of the list. It rises with each change.' }),
  createdAt: instant(),
  updatedAt: instant(),
};

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
  .meta({ id: 'ListCard', description: 'A published list without its articles.', examples: [example] });

const deskShape = {
  published: z.boolean().meta({ description: 'Whether readers see the list.' }),
  rule: RuleOutput.nullable().meta({
    description: 'The rule that fills the positions without a pinned article. Null if the list has no rule.',
  }),
};

export const DeskListCard = z.object({ ...shape, ...deskShape, ...times }).meta({
  id: 'DeskListCard',
  description: 'A list without its articles, as editors see it.',
  examples: [{ ...example, published: true, rule: {} }],
});

const Item = z.object({
  position: z.int().min(1).meta({ description: 'The position in the list. The first position is 1.' }),
  pinned: z.boolean().meta({ description: 'Whether an editor pinned the article. False if the rule selected it.' }),
  label: z.string().nullable().meta({ description: 'A short text above the headline.' }),
  headline: z.string().meta({
    description: 'The headline that was set for this list, or else the headline of the article.',
  }),
  standfirst: z.string().nullable().meta({
    description: 'The standfirst that was set for this list, or else the standfirst of the article.',
  }),
  article: ArticleCard,
});

export const List = z
  .object({
    ...shape,
    items: z.array(Item).meta({ description: 'The articles in the order of the list.' }),
    ...times,
  })
  .meta({
    id: 'ListOfStories',
    description: 'A list with its articles, as readers see it.',
    examples: [{ ...example, items: [] }],
  });

const DeskItem = z.object({
  position: z.int().min(1).meta({ description: 'The position in the list. The first position is 1.' }),
  article: z
    .object({ id: z.uuid(), slug: z.string(), headline: z.string(), status: articleStatus })
    .nullable()
    .meta({ description: 'The article that is pinned at this position. Null if the rule fills the position.' }),
  label: z.string().nullable().meta({ description: 'A short text above the headline.' }),
  headline: z.string().nullable().meta({
    description: 'The headline for this list. Null means that the headline of the article is shown.',
  }),
  standfirst: z.string().nullable().meta({
    description: 'The standfirst for this list. Null means that the standfirst of the article is shown.',
  }),
  until: instant().nullable().meta({ description: 'When the pin ends. Null if it does not end.' }),
  live: z.boolean().meta({
    description: 'Whether the article is published and the pin has not ended.',
  }),
});

export const DeskList = z
  .object({
    ...shape,
    ...deskShape,
    items: z.array(DeskItem).meta({
      description: 'The positions of the list in order, up to the last pinned article.',
    }),
    ...times,
  })
  .meta({
    id: 'DeskListOfStories',
    description: 'A list as editors see it, with its pinned articles and its rule.',
    examples: [{ ...example, published: true, rule: { sort: '-publishedAt' }, items: [] }],
  });

export const ListList = pageOf(ListCard, 'ListList');
export const DeskListList = pageOf(DeskListCard, 'DeskListList');

export const ListListQuery = z.strictObject(pageParameters);
export const ListQuery = z.strictObject({
  include: include.meta({ description: 'Properties to add to each article.', examples: ['people'] }),
  fields: fields.meta({
    description: 'The properties to return of each article. By default, all properties are returned.',
    examples: ['id,slug,headline'],
  }),
});
export const ListRef = z.strictObject({
  ref: reference().meta({ description: 'The id or slug of the list.', examples: ['front-page'] }),
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
