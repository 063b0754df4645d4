import { z } from 'zod';
import { instant, patchSchemaOf, showsFields, text } from '../../platform/fields/index.js';
import { pageOf } from '../../platform/paging/index.js';
import { unchangedField } from '../external-ids/index.js';
import { HeldLock } from '../locks/index.js';
import { DeskMention, mentionSources } from '../mentions/index.js';
import { catalogue, namesAt } from './content.js';
import { exampleAssignee, reviewShape } from './review/desk.schemas.js';

export const STATUSES = [
  'draft',
  'submitted',
  'approved',
  'scheduled',
  'published',
  'unpublished',
  'killed',
  'trashed',
] as const;
export const UPDATE_TYPES = ['major', 'minor'] as const;

export const articleStatus = z.enum(STATUSES).meta({
  id: 'ArticleStatus',
  description:
    'The state of an article. Readers see published articles only. A `submitted` article waits for its review, and an `approved` one may be published; both were drafts or unpublished. A `killed` article was withdrawn, and readers see the reason. A `trashed` article was deleted and can be restored.',
});

const cardShape = catalogue.outputShape('card');
const articleShape = catalogue.outputShape('article');

const deskShape = {
  mentions: showsFields(
    z.array(DeskMention).optional().meta({
      description: 'The mentions in the draft copy, including uncertain ones. Returned only with `include=mentions`.',
    }),
    ...mentionSources,
  ),
  status: articleStatus,
  scheduledFor: instant().nullable().meta({
    description: 'When `scheduledRevision` will be published. Null if no publication is planned.',
  }),
  scheduledRevision: z.int().nullable().meta({
    description:
      'The number of the revision that will be published. If `revision` is higher, the article was edited after it was scheduled. To include these edits, schedule or publish the article again.',
  }),
  unpublishAt: instant().nullable().meta({
    description: 'When the article will be unpublished. Null if this is not planned.',
  }),
  embargoedUntil: instant().nullable().meta({
    description:
      'The end of the embargo. The article cannot be published before this time. Null if there is no embargo.',
  }),
  publicUpdatedAt: instant().nullable().meta({
    description:
      'The `updatedAt` that readers see. Minor changes do not change it. Null if the article is not published.',
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
  ...reviewShape,
  ...catalogue.outputShape('desk'),
  hasUnpublishedChanges: z.boolean().meta({
    description: 'Whether the article is published and its draft copy has changes that readers do not see.',
  }),
  revision: z.int().meta({ description: 'The number of the newest revision.' }),
};

const includedShape = {
  people: articleShape.people.optional().meta({
    description:
      'The authors and other people who are connected with the article. Returned only with `include=people`.',
  }),
  related: articleShape.related.optional().meta({
    description: 'The related articles. Returned only with `include=related`.',
  }),
  body: showsFields(
    z.string().optional().meta({ description: 'The text of the article as HTML. Returned only with `include=body`.' }),
    'articles.body',
  ),
  mentions: articleShape.mentions,
  corrections: articleShape.corrections.optional().meta({
    description: 'The published corrections, newest first. Returned only with `include=corrections`.',
  }),
  highlight: z
    .object({
      headline: z.string().meta({
        description: 'The headline as HTML. The words that match the search are inside `<mark>`.',
      }),
      text: z.string().meta({
        description: 'An excerpt of the text as HTML. The words that match the search are inside `<mark>`.',
      }),
    })
    .meta({ id: 'SearchHighlight', description: 'The parts of an article that match a search.' })
    .optional()
    .meta({ description: 'The parts of the article that match the search. Returned only with `q`.' }),
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
  review: null,
  assignee: exampleAssignee,
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
    description: 'The draft copy of an article, in the short form that lists use.',
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

export const droppedParts = showsFields(
  z
    .array(
      z.object({
        what: z.string().meta({ description: 'The part that was left out, such as `iframe "https://page.example/"`.' }),
        reason: z.enum(['unknown-embed', 'unsupported-element', 'not-a-web-address']).meta({
          description:
            'Why it was left out. `unknown-embed`: the address is not that of a known provider, or not an https address. `unsupported-element`: bodies cannot have this element. `not-a-web-address`: a link or image has an address that is not allowed.',
        }),
      }),
    )
    .optional()
    .meta({
      id: 'DroppedParts',
      description: 'The parts of the sent body that were left out, up to 50. Missing if nothing was left out.',
      examples: [[{ what: 'iframe "https://page.example/"', reason: 'unknown-embed' }]],
    }),
  'articles.body',
);

export const WrittenArticle = DeskArticle.extend({ dropped: droppedParts }).meta({
  id: 'WrittenArticle',
  description: 'An article as editors see it, and what was left out of the body that was sent.',
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
        'A note on this save, up to 500 characters. The list of revisions shows it. If the save changes nothing, the note is not stored.',
    }),
  })
  .meta({
    id: 'ArticleWrite',
    description: 'The writable fields of an article.',
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
        'Publishes the article and sets its time of publication. Use it for articles from another system. The time must not be in the future. To publish later, schedule the article. Needs the scopes `content:publish` and `import`.',
      examples: ['2017-07-07T18:00:00Z'],
    }),
}).meta({
  id: 'ExternalArticleWrite',
  description: 'The fields to write to an article that is named by an external id.',
  examples: [{ headline: 'Two presidents meet in Hamburg', publishedAt: '2017-07-07T18:00:00Z' }],
});

export const ExternalArticle = WrittenArticle.extend({
  unchanged: unchangedField,
}).meta({
  id: 'ExternalArticle',
  description: 'An article as editors see it, what was left out of its body, and whether the request changed it.',
  examples: [{ ...exampleArticle, ...exampleDesk, lock: null, unchanged: true }],
});

export const ArticlePatch = patchSchemaOf(ArticleInput, 'ArticlePatch', {
  standfirst: 'Their first meeting ran to two and a quarter hours.',
  revisionNote: 'The length of the meeting',
});

export type Article = z.infer<typeof Article>;
export type DeskArticle = z.infer<typeof DeskArticle>;
export type WrittenArticle = z.infer<typeof WrittenArticle>;
export type DeskArticleCard = z.infer<typeof DeskArticleCard>;
export type ExternalArticleInput = z.infer<typeof ExternalArticleInput>;
export type ArticleInput = z.infer<typeof ArticleInput>;
export type Status = (typeof STATUSES)[number];
export type UpdateType = (typeof UPDATE_TYPES)[number];
