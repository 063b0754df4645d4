import { z } from 'zod';
import { commaList, id, reference } from '../../platform/fields/index.js';
import { pageOf, pageParameters } from '../../platform/paging/index.js';

export const FIELDS = ['headline', 'standfirst', 'body'] as const;
const METHODS = ['name', 'alias', 'short-name', 'title', 'editor'] as const;
const STATUSES = ['auto', 'confirmed', 'rejected', 'suggested'] as const;
const QUOTE_KINDS = ['none', 'direct', 'indirect'] as const;
const REASONS = ['surname-alone', 'title-before-unknown', 'looks-like-a-name'] as const;

const NamedPerson = z.object({ id: z.uuid(), slug: z.string(), name: z.string() });
const Role = z.object({ title: z.string(), organisation: z.string().nullable() });

/** The place of a name in a text. */
export const spanFields = {
  start: z.int().min(0).meta({ description: 'First UTF-16 unit in the text of the field.' }),
  end: z.int().min(1).meta({ description: 'The unit behind the last one.' }),
  surface: z.string().meta({ description: 'The name as it is printed.' }),
};
export const recognitionFields = {
  quoted: z.enum(QUOTE_KINDS).meta({
    description:
      'Whether the person is said to speak here: `direct` in four words of their own or more, `indirect` in others.',
  }),
  method: z.enum(METHODS).meta({
    description:
      'How the person was recognised: by a full name, another name, what is left of a name that the story prints in full elsewhere, a title with a surname; or an editor said so.',
  }),
  confidence: z.number().min(0).max(1),
};
export const candidate = z.object({ person: NamedPerson, score: z.number().min(0).max(1) });

const fieldOf = z.enum(FIELDS).meta({
  description: 'The part of the story; offsets in `body` are those of the text that bodyFormat=text gives.',
});

const mentionShape = {
  id: z.uuid(),
  field: fieldOf,
  ...spanFields,
  title: z.string().nullable().meta({ description: 'The title as it is printed before the name.' }),
  person: NamedPerson,
  role: Role.nullable().meta({
    description:
      'The office held on the day of the story, as the directory knew it at the publication. Null on the desk.',
  }),
  ...recognitionFields,
  status: z.enum(['auto', 'confirmed']).meta({ description: 'Whether an editor has looked at it.' }),
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
  method: 'name',
  confidence: 0.99,
  status: 'auto',
};

export const Mention = z.object(mentionShape).meta({
  id: 'Mention',
  description: 'A place where a published story names somebody.',
  examples: [example],
});

export const DeskMention = z
  .object({
    ...mentionShape,
    person: NamedPerson.nullable().meta({
      description: 'Null while nobody can be told by the name; of a rejected mention, who is not meant.',
    }),
    status: z.enum(STATUSES),
    candidates: z.array(candidate).meta({ description: 'All who may be meant, the likeliest first.' }),
    pinned: z.boolean().meta({ description: 'An editor has decided: it stays when the story is linked again.' }),
    decidedBy: z.string().nullable().meta({ description: 'Name of the token that decided.' }),
    version: z.int(),
  })
  .meta({
    id: 'DeskMention',
    description: 'A place where a working copy names somebody, or may.',
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
  name: z.string(),
  start: spanFields.start,
  end: spanFields.end,
  reason: z.enum(REASONS).meta({
    description:
      'Why somebody may be named here: a surname of the directory that stands alone, an unknown name behind a title, or what looks like a name. Nobody is created from it.',
  }),
});

export const MentionList = pageOf(Mention, 'MentionList');
export const DeskMentionList = pageOf(DeskMention, 'DeskMentionList')
  .extend({
    suggestions: z.array(Suggestion).meta({ description: 'Who else may be named, and is not known.' }),
    linkedRevision: z.int().nullable().meta({
      description:
        'The revision whose text was looked through; null before the first time. It follows a save by a moment.',
    }),
  })
  .meta({ id: 'DeskMentionList', description: 'A page of the mentions of a working copy.' });

const personMention = z.object({
  ...mentionShape,
  article: z.object({ id: z.uuid(), slug: z.string(), headline: z.string(), publishedAt: z.iso.datetime() }),
});
export const PersonMentionList = pageOf(
  personMention.meta({
    id: 'PersonMention',
    description: 'A place where a published story names a person, with the story.',
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
    .meta({ description: 'Mentions in one of these states.', examples: ['suggested'] }),
});

export const PersonMentionsQuery = z.strictObject({
  ...pageParameters,
  quoted: z
    .enum(QUOTE_KINDS)
    .optional()
    .meta({ description: 'Only where the person is said to speak so, or not at all.' }),
});

export const MentionInput = z
  .strictObject({
    field: z.enum(FIELDS),
    start: z.int().min(0).max(10_000_000),
    end: z.int().min(1).max(10_000_000),
    person: reference().meta({ description: 'Who is named there, by id or slug.' }),
  })
  .meta({
    id: 'MentionWrite',
    description: 'Somebody whom an editor has found in the text of the working copy.',
    examples: [{ field: 'body', start: 10, end: 23, person: 'angela-merkel' }],
  });

export const MentionPatch = z
  .strictObject({
    status: z.enum(['confirmed', 'rejected', 'auto']).optional().meta({
      description: '`auto` takes a decision back: the next linking decides.',
    }),
    person: reference().optional().meta({ description: 'Who is meant, by id or slug; confirms at the same time.' }),
  })
  .meta({
    id: 'MentionPatch',
    description: 'What an editor decides of a mention. What is left out stays.',
    examples: [{ status: 'rejected' }],
  });

export const ArticleRef = z.strictObject({
  ref: reference().meta({ description: 'Id or slug of the article.', examples: ['two-presidents-meet-in-hamburg'] }),
});
export const PersonRef = z.strictObject({
  ref: reference().meta({ description: 'Id or slug of the person.', examples: ['angela-merkel'] }),
});
export const MentionRef = z.strictObject({
  id: id().meta({ description: 'Id of the mention.', examples: [example.id] }),
});

export type Field = (typeof FIELDS)[number];
export type Method = (typeof METHODS)[number];
export type MentionStatus = (typeof STATUSES)[number];
export type QuoteKind = (typeof QUOTE_KINDS)[number];
export type DeskMention = z.infer<typeof DeskMention>;
export type DeskMentionList = z.infer<typeof DeskMentionList>;
export type Suggestion = z.infer<typeof Suggestion>;
export type ArticleMentionsQuery = z.infer<typeof ArticleMentionsQuery>;
export type DeskArticleMentionsQuery = z.infer<typeof DeskArticleMentionsQuery>;
export type PersonMentionsQuery = z.infer<typeof PersonMentionsQuery>;
export type MentionInput = z.infer<typeof MentionInput>;
export type MentionPatch = z.infer<typeof MentionPatch>;
