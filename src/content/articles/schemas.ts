import { z } from 'zod';
import { instant, patchSchemaOf, text } from '../../platform/fields/index.js';
import { pageOf } from '../../platform/paging/index.js';
import { unchanged } from '../external-ids/index.js';
import { HeldLock } from '../locks/index.js';
import { DeskMention } from '../mentions/index.js';
import { catalogue, namesAt } from './content.js';

export const STATUSES = ['draft', 'scheduled', 'published', 'unpublished', 'killed', 'trashed'] as const;
export const UPDATE_TYPES = ['major', 'minor'] as const;

const cardShape = catalogue.outputShape('card');
const articleShape = catalogue.outputShape('article');

const deskShape = {
  mentions: z
    .array(DeskMention)
    .optional()
    .meta({ description: 'Only with include=mentions: who is named in the working copy, or may be.' }),
  status: z.enum(STATUSES),
  scheduledFor: instant().nullable().meta({ description: 'When `scheduledRevision` is published by itself.' }),
  scheduledRevision: z.int().nullable().meta({
    description:
      'Number of the revision that is published at that time. When `revision` is higher, somebody has edited the article since: those edits stay drafts until the article is scheduled or published again.',
  }),
  unpublishAt: instant().nullable().meta({ description: 'When it leaves the newsstand by itself.' }),
  embargoedUntil: instant().nullable().meta({ description: 'Nothing makes it public before this.' }),
  publicUpdatedAt: instant().nullable().meta({
    description: 'When it was changed, as the public is told: minor changes do not move it. Null off the newsstand.',
  }),
  killed: z
    .object({ at: instant(), reason: z.string(), note: z.string().nullable() })
    .nullable()
    .meta({ description: 'When and why it was killed; the reason is for readers, the note for the desk.' }),
  ...catalogue.outputShape('desk'),
  hasUnpublishedChanges: z.boolean().meta({ description: 'The desk has changes that the public does not see.' }),
  revision: z.int().meta({ description: 'Number of the newest snapshot in the archive.' }),
};

const includedShape = {
  people: articleShape.people.optional().meta({ description: 'Only with include=people.' }),
  related: articleShape.related.optional().meta({ description: 'Only with include=related.' }),
  body: z.string().optional().meta({ description: 'Only with include=body, in HTML.' }),
  mentions: articleShape.mentions,
  corrections: articleShape.corrections.optional().meta({ description: 'Only with include=corrections.' }),
  highlight: z
    .object({ headline: z.string(), text: z.string() })
    .optional()
    .meta({ description: 'Only with q: HTML in which <mark> holds the words found.' }),
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
  .meta({ id: 'ArticleCard', description: 'A published story in a list, without its body.', examples: [exampleCard] });

export const Article = z
  .object({ ...cardShape, ...articleShape })
  .meta({ id: 'Article', description: 'A published story, as the public sees it.', examples: [exampleArticle] });

export const DeskArticleCard = z
  .object({ ...cardShape, ...includedShape, ...deskShape, version: articleShape.version })
  .meta({
    id: 'DeskArticleCard',
    description: 'A story on the desk, in a list.',
    examples: [{ ...exampleCard, ...exampleDesk, version: 3 }],
  });

const lock = HeldLock.nullable().meta({
  description: 'Who works on it just now, as far as they say so: whoever saves meanwhile should talk to them.',
});

export const DeskArticle = z.object({ ...cardShape, ...articleShape, ...deskShape, lock }).meta({
  id: 'DeskArticle',
  description: 'A story as it stands on the desk: the working copy and its state.',
  examples: [{ ...exampleArticle, ...exampleDesk, lock: null }],
});

// The desk view comes first: Article would match it as well and drop the fields that only the desk view has.
export const AnyArticle = z.union([DeskArticle, Article]);

const ArticleList = pageOf(ArticleCard, 'ArticleList');
const DeskArticleList = pageOf(DeskArticleCard, 'DeskArticleList');
export const AnyArticleList = z.union([DeskArticleList, ArticleList]);

export const ArticleInput = z
  .strictObject({
    ...catalogue.inputShape(),
    bodyFormat: z
      .enum(['html', 'markdown'])
      .optional()
      .meta({ description: 'What `body` is written in; html when left out. HTML is sanitised.' }),
    revisionNote: text(500, 0).nullable().optional().meta({
      description:
        'Said of this save in the list of revisions; no part of the article. A save that changes nothing drops it.',
    }),
  })
  .meta({
    id: 'ArticleWrite',
    description: 'What is written of an article.',
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
        'When it was published, for a story that comes from elsewhere: it is published as of then. Not in the future: schedule it for then. Needs the scope import.',
      examples: ['2017-07-07T18:00:00Z'],
    }),
}).meta({
  id: 'ExternalArticleWrite',
  description: 'What is written of an article that another system knows.',
  examples: [{ headline: 'Two presidents meet in Hamburg', publishedAt: '2017-07-07T18:00:00Z' }],
});

export const ExternalArticle = DeskArticle.extend({
  unchanged,
}).meta({
  id: 'ExternalArticle',
  description: 'A story as it stands on the desk, and whether what was sent has changed it.',
  examples: [{ ...exampleArticle, ...exampleDesk, lock: null, unchanged: true }],
});

export const ArticlePatch = patchSchemaOf(ArticleInput, 'ArticlePatch');

export type Article = z.infer<typeof Article>;
export type DeskArticle = z.infer<typeof DeskArticle>;
export type DeskArticleCard = z.infer<typeof DeskArticleCard>;
export type ExternalArticleInput = z.infer<typeof ExternalArticleInput>;
export type ArticleInput = z.infer<typeof ArticleInput>;
export type Status = (typeof STATUSES)[number];
export type UpdateType = (typeof UPDATE_TYPES)[number];
