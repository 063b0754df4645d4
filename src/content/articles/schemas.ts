import { z } from 'zod';
import { instant, patchSchemaOf, text } from '../../platform/fields/index.js';
import { pageOf } from '../../platform/paging/index.js';
import { unchangedField } from '../external-ids/index.js';
import { HeldLock } from '../locks/index.js';
import { DeskMention } from '../mentions/index.js';
import { catalogue, namesAt } from './content.js';

export const STATUSES = ['draft', 'scheduled', 'published', 'unpublished', 'killed', 'trashed'] as const;
export const UPDATE_TYPES = ['major', 'minor'] as const;

export const articleStatus = z.enum(STATUSES).meta({
  id: 'ArticleStatus',
  description:
    'The state of an article. Readers see published articles only. `killed`: withdrawn with a reason that readers see. `trashed`: deleted, and can be restored.',
});

const cardShape = catalogue.outputShape('card');
const articleShape = catalogue.outputShape('article');

const deskShape = {
  mentions: z
    .array(DeskMention)
    .optional()
    .meta({ description: 'The mentions in the draft copy, with uncertain ones. Only with `include=mentions`.' }),
  status: articleStatus,
  scheduledFor: instant().nullable().meta({
    description: 'When `scheduledRevision` will be published. Null if no publication is planned.',
  }),
  scheduledRevision: z.int().nullable().meta({
    description:
      'The number of the revision that will be published. If `revision` is higher, the article was edited later: these edits are not included until the article is scheduled or published again.',
  }),
  unpublishAt: instant().nullable().meta({
    description: 'When the article will be unpublished. Null if this is not planned.',
  }),
  embargoedUntil: instant().nullable().meta({
    description: 'The end of the embargo, before which the article cannot be published. Null if there is none.',
  }),
  publicUpdatedAt: instant().nullable().meta({
    description: 'The `updatedAt` that readers see, without minor changes. Null if the article is not published.',
  }),
  killed: z
    .object({
      at: instant().meta({ description: 'When the article was killed.' }),
      reason: z.string().meta({ description: 'The reason that readers see.' }),
      note: z.string().nullable().meta({ description: 'A note for editors. Null if there is none.' }),
    })
    .meta({ id: 'ArticleKill', description: 'When and why an article was killed.' })
    .nullable()
    .meta({ description: 'When and why the article was killed. Null if it is not killed.' }),
  ...catalogue.outputShape('desk'),
  hasUnpublishedChanges: z.boolean().meta({
    description: 'Whether the article is published and its draft copy has changes that readers do not see.',
  }),
  revision: z.int().meta({ description: 'The number of the newest revision.' }),
};

const includedShape = {
  people: articleShape.people.optional().meta({ description: 'The people named. Only with `include=people`.' }),
  related: articleShape.related.optional().meta({ description: 'Related articles. Only with `include=related`.' }),
  body: z.string().optional().meta({ description: 'The text as HTML. Only with `include=body`.' }),
  mentions: articleShape.mentions,
  corrections: articleShape.corrections.optional().meta({ description: 'Only with `include=corrections`.' }),
  highlight: z
    .object({
      headline: z.string().meta({ description: 'The headline as HTML, with the words found in `<mark>`.' }),
      text: z.string().meta({ description: 'An excerpt of the text as HTML, with the words found in `<mark>`.' }),
    })
    .meta({ id: 'SearchHighlight', description: 'Where a search found its words.' })
    .optional()
    .meta({ description: 'Where the search found its words. Only with `q`.' }),
};

const exampleCard = catalogue.examplesOf(namesAt('card'));
const exampleArticle = catalogue.examplesOf(namesAt('card', 'article'));
const exampleDesk = {
  status: 'published',
  scheduledFor: null,
  scheduledRevision: null,
  unpublishAt: '2017-07-31T22:00:00.000Z',
  embargoedUntil: null,
  publicUpdatedAt: '2017-07-07T19:30:00.000Z',
  killed: null,
  ...catalogue.examplesOf(namesAt('desk')),
  hasUnpublishedChanges: false,
  revision: 2,
};

export const ArticleCard = z
  .object({ ...cardShape, ...includedShape })
  .meta({ id: 'ArticleCard', description: 'A published article in a list.', examples: [exampleCard] });

export const Article = z
  .object({ ...cardShape, ...articleShape })
  .meta({ id: 'Article', description: 'A published article, as readers see it.', examples: [exampleArticle] });

export const DeskArticleCard = z
  .object({ ...cardShape, ...includedShape, ...deskShape, version: articleShape.version })
  .meta({
    id: 'DeskArticleCard',
    description: 'A draft copy in a list.',
    examples: [{ ...exampleCard, ...exampleDesk, version: 3 }],
  });

const lock = HeldLock.nullable().meta({
  description: 'The lock that shows who is working on the article. Null if nobody has locked it.',
});

export const DeskArticle = z.object({ ...cardShape, ...articleShape, ...deskShape, lock }).meta({
  id: 'DeskArticle',
  description: 'An article as editors see it: the draft copy with its state and planned changes.',
  examples: [{ ...exampleArticle, ...exampleDesk, lock: null }],
});

export const ArticleList = pageOf(ArticleCard, 'ArticleList');
export const DeskArticleList = pageOf(DeskArticleCard, 'DeskArticleList');

export const ArticleInput = z
  .strictObject({
    ...catalogue.inputShape(),
    bodyFormat: z
      .enum(['html', 'markdown'])
      .optional()
      .meta({ description: 'The format of `body`. The default is `html`. HTML is sanitised.' }),
    revisionNote: text(500, 0).nullable().optional().meta({
      description:
        'A note on this save for the list of revisions, up to 500 characters. It is lost if the save changes nothing.',
    }),
  })
  .meta({
    id: 'ArticleWrite',
    description: 'The fields of an article that can be written.',
    examples: [
      {
        headline: 'Two presidents meet in Hamburg',
        section: 'europe',
        bodyFormat: 'markdown',
        body: 'The two met for the **first** time.',
        tags: ['g20'],
        people: [{ person: 'marta-lindqvist', relation: 'author' }],
      },
    ],
  });

export const ExternalArticleInput = ArticleInput.extend({
  publishedAt: z.iso
    .datetime({ offset: true })
    .optional()
    .meta({
      description:
        'Publishes the article as of this time, for articles from another system. It must not be in the future: schedule the article instead. Needs the scopes `content:publish` and `import`.',
      examples: ['2017-07-07T18:00:00Z'],
    }),
}).meta({
  id: 'ExternalArticleWrite',
  description: 'The fields of an article with an external id that can be written.',
  examples: [{ headline: 'Two presidents meet in Hamburg', publishedAt: '2017-07-07T18:00:00Z' }],
});

export const ExternalArticle = DeskArticle.extend({
  unchanged: unchangedField,
}).meta({
  id: 'ExternalArticle',
  description: 'An article as editors see it, and whether the request changed it.',
  examples: [{ ...exampleArticle, ...exampleDesk, lock: null, unchanged: true }],
});

export const ArticlePatch = patchSchemaOf(ArticleInput, 'ArticlePatch', {
  standfirst: 'Their first meeting ran to two and a quarter hours.',
  revisionNote: 'The length of the meeting',
});

export type Article = z.infer<typeof Article>;
export type DeskArticle = z.infer<typeof DeskArticle>;
export type DeskArticleCard = z.infer<typeof DeskArticleCard>;
export type ExternalArticleInput = z.infer<typeof ExternalArticleInput>;
export type ArticleInput = z.infer<typeof ArticleInput>;
export type Status = (typeof STATUSES)[number];
export type UpdateType = (typeof UPDATE_TYPES)[number];
