import { z } from 'zod';
import { commaList, id, reference, showsFields } from '../../platform/fields/index.js';
import { pageOf, pageParameters } from '../../platform/paging/index.js';
import {
  candidate,
  mentionSources,
  NamedPerson,
  QUOTE_KINDS,
  Quote,
  quotedArticle,
  Role,
  recognitionFields,
  spanFields,
  suggestionReason,
} from './parts.schemas.js';

export const FIELDS = ['headline', 'standfirst', 'body'] as const;
const STATUSES = ['auto', 'confirmed', 'rejected', 'suggested'] as const;

export const fieldOf = z.enum(FIELDS).meta({
  id: 'MentionField',
  description:
    'The field of the article that contains the name. Offsets in `body` refer to the text that `bodyFormat=text` returns.',
});

const mentionShape = {
  id: z.uuid(),
  field: fieldOf,
  ...spanFields,
  title: z
    .string()
    .nullable()
    .meta({ description: 'The title that is printed before the name. Null if there is none.' }),
  person: NamedPerson,
  role: Role.nullable().meta({
    description:
      'The office that the person held on the day of the article. It is copied from the directory of people at publication. Null in draft copies.',
  }),
  ...recognitionFields,
  quotes: z.array(Quote).meta({
    description: 'What the person says at this mention, in the order of the text. Empty unless `quoted` is `direct`.',
  }),
  status: z.enum(['auto', 'confirmed']).meta({
    description: '`auto`: found automatically. `confirmed`: confirmed by an editor.',
  }),
};

const example = {
  id: '0197f3c0-9222-7000-8000-5a1f6f2a4b66',
  field: 'body',
  start: 10,
  end: 23,
  surface: 'Angela Merkel',
  title: 'Chancellor',
  person: { id: '0197f3c0-8111-7000-8000-3e1f6f2a4b55', slug: 'angela-merkel', name: 'Angela Merkel' },
  role: { title: 'Federal Chancellor', organisation: 'Federal Government of Germany' },
  quoted: 'direct',
  quotes: [{ text: 'We agree', start: 25, end: 33, verb: 'said' }],
  method: 'name',
  confidence: 0.99,
  status: 'auto',
};

export const Mention = z.object(mentionShape).meta({
  id: 'Mention',
  description: 'A mention of a person in a published article.',
  examples: [example],
});

export const DeskMention = z
  .object({
    ...mentionShape,
    person: NamedPerson.nullable().meta({
      description:
        'The person who is meant. Null if the person is not certain. In a rejected mention, this is the person who is not meant.',
    }),
    status: z.enum(STATUSES).meta({
      description:
        '`auto`: found automatically. `confirmed` and `rejected`: decided by an editor. `suggested`: the person is not certain. Only `auto` and `confirmed` mentions become public.',
    }),
    candidates: z.array(candidate).meta({ description: 'The people who may be meant, most likely first.' }),
    pinned: z.boolean().meta({
      description:
        'Whether an editor has decided on the mention. A pinned mention is kept when the article is searched for people again.',
    }),
    decidedBy: z.string().nullable().meta({
      description: 'The name of the token that decided on the mention. Null if the mention is not pinned.',
    }),
    version: z.int().meta({ description: 'The version of the mention. It rises with each change.' }),
  })
  .meta({
    id: 'DeskMention',
    description: 'A certain or possible mention of a person in a draft copy.',
    examples: [
      {
        ...example,
        role: null,
        candidates: [{ person: example.person, score: 0.99 }],
        pinned: false,
        decidedBy: null,
        version: 1,
      },
    ],
  });

export const Suggestion = z.object({
  field: fieldOf,
  name: z.string().meta({ description: 'The name as it is printed.' }),
  start: spanFields.start,
  end: spanFields.end,
  reason: suggestionReason,
});

export const MentionList = pageOf(Mention, 'MentionList');
export const DeskMentionList = pageOf(DeskMention, 'DeskMentionList')
  .extend({
    suggestions: z.array(Suggestion).meta({
      description: 'Words that may name an unknown person. Each page contains the same suggestions.',
    }),
    linkedRevision: z.int().nullable().meta({
      description:
        'The number of the revision that was last searched for people. Null before the first search. A search runs a moment after each save.',
    }),
  })
  .meta({ id: 'DeskMentionList', description: 'A page of the mentions in a draft copy.' });

const personMention = z.object({ ...mentionShape, article: quotedArticle });
export const PersonMentionList = pageOf(
  personMention.meta({
    id: 'PersonMention',
    description: 'A mention of a person in a published article, together with the article.',
    examples: [
      {
        ...example,
        article: {
          id: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11',
          slug: 'two-presidents-meet-in-hamburg',
          headline: 'Two presidents meet in Hamburg',
          publishedAt: '2017-07-07T18:00:00.000Z',
        },
      },
    ],
  }),
  'PersonMentionList',
);

export const ArticleMentionsQuery = z.strictObject(pageParameters);
export const DeskArticleMentionsQuery = z.strictObject({
  ...pageParameters,
  status: commaList(STATUSES)
    .optional()
    .meta({ description: 'Only mentions with one of these statuses.', examples: ['suggested'] }),
});

export const PersonMentionsQuery = z.strictObject({
  ...pageParameters,
  quoted: z.enum(QUOTE_KINDS).optional().meta({
    description:
      'Only mentions in which the person is quoted in this way. `none` stands for mentions without a quotation.',
  }),
});

export const MentionInput = z
  .strictObject({
    field: fieldOf,
    start: z.int().min(0).max(10_000_000).meta({
      description:
        'The offset of the first UTF-16 code unit of the name in the text of the field. For `body`, this is the text that `bodyFormat=text` returns.',
    }),
    end: z.int().min(1).max(10_000_000).meta({
      description: 'The offset of the first UTF-16 code unit after the name.',
    }),
    person: reference().meta({ description: 'The id or slug of the person who is named.' }),
  })
  .meta({
    id: 'MentionWrite',
    description: 'The mention to create in a draft copy.',
    examples: [{ field: 'body', start: 10, end: 22, person: 'donald-trump' }],
  });

export const MentionPatch = z
  .strictObject({
    status: z.enum(['confirmed', 'rejected', 'auto']).optional().meta({
      description:
        '`confirmed` and `rejected` are decisions. `auto` undoes a decision. The default is `confirmed` if `person` is sent.',
    }),
    person: reference().optional().meta({
      description:
        'The id or slug of the person who is meant. If you send it without `status`, the mention is confirmed.',
    }),
  })
  .meta({
    id: 'MentionPatch',
    description: 'A decision on a mention. Omitted fields are not changed.',
    examples: [{ status: 'rejected' }],
  });

/** The article whose mentions are read. They quote its text. */
export const ArticleRef = z.strictObject({
  ref: showsFields(
    reference().meta({
      description: 'The id or slug of the article.',
      examples: ['two-presidents-meet-in-hamburg'],
    }),
    ...mentionSources,
  ),
});
export const PersonRef = z.strictObject({
  ref: reference().meta({ description: 'The id or slug of the person.', examples: ['angela-merkel'] }),
});
export const MentionRef = z.strictObject({
  id: showsFields(id().meta({ description: 'The id of the mention.', examples: [example.id] }), ...mentionSources),
});

export type Field = (typeof FIELDS)[number];
export type MentionStatus = (typeof STATUSES)[number];
export type DeskMention = z.infer<typeof DeskMention>;
export type DeskMentionList = z.infer<typeof DeskMentionList>;
export type Suggestion = z.infer<typeof Suggestion>;
export type ArticleMentionsQuery = z.infer<typeof ArticleMentionsQuery>;
export type DeskArticleMentionsQuery = z.infer<typeof DeskArticleMentionsQuery>;
export type PersonMentionsQuery = z.infer<typeof PersonMentionsQuery>;
export type MentionInput = z.infer<typeof MentionInput>;
export type MentionPatch = z.infer<typeof MentionPatch>;
