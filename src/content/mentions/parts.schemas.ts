import { z } from 'zod';

const METHODS = ['name', 'alias', 'short-name', 'title', 'editor'] as const;
export const QUOTE_KINDS = ['none', 'direct', 'indirect'] as const;
const REASONS = ['surname-alone', 'title-before-unknown', 'looks-like-a-name'] as const;

/** The fields of articles that mentions quote, except the headline, from which nobody can be barred. */
export const mentionSources = ['articles.standfirst', 'articles.body'] as const;

/** A person's name and address. */
export const NamedPerson = z.object({ id: z.uuid(), slug: z.string(), name: z.string() }).meta({
  id: 'PersonRef',
  description: 'A person in the directory.',
  examples: [{ id: '0197f3c0-8111-7000-8000-3e1f6f2a4b55', slug: 'marta-lindqvist', name: 'Marta Lindqvist' }],
});

export const Role = z
  .object({
    title: z.string().meta({ description: 'The title of the office.' }),
    organisation: z.string().nullable().meta({
      description: 'The organisation to which the office belongs. Null if there is none.',
    }),
  })
  .meta({
    id: 'Role',
    description: 'An office that a person holds or held.',
    examples: [{ title: 'Federal Chancellor', organisation: 'Federal Government of Germany' }],
  });

/** The place of a name in a text. */
export const spanFields = {
  start: z.int().min(0).meta({
    description: 'The offset of the first UTF-16 code unit of the name in the text of the field.',
  }),
  end: z.int().min(1).meta({ description: 'The offset of the first UTF-16 code unit after the name.' }),
  surface: z.string().meta({ description: 'The name as it is printed, without the title.' }),
};
export const recognitionFields = {
  quoted: z.enum(QUOTE_KINDS).meta({
    id: 'QuoteKind',
    description:
      'Whether the article quotes the person at this mention. `direct`: with a quotation. `indirect`: in reported speech. `none`: not quoted.',
  }),
  method: z.enum(METHODS).meta({
    id: 'MentionMethod',
    description:
      'How the person was recognised. `name`: by the full name. `alias`: by another name in the directory. `short-name`: by a part of a name, because the full name is elsewhere in the article. `title`: by a title and a surname. `editor`: by an editor.',
  }),
  confidence: z.number().min(0).max(1).meta({
    description:
      'How certain it is that this person is meant, from 0 to 1. The value is 1 if an editor has confirmed the mention.',
  }),
};
/** A quotation of the person of a mention, without the person. */
export const quoteFields = {
  text: z.string().meta({ description: 'The words that the person says, without the quotation marks.' }),
  start: z.int().min(0).meta({
    description: 'The offset of the first UTF-16 code unit of these words in the text of the field.',
  }),
  end: z.int().min(1).meta({ description: 'The offset of the first UTF-16 code unit after these words.' }),
  verb: z.string().meta({
    description: 'The verb of speech as it is printed, such as `said`. Empty after a label, as in `Ann: “…”`.',
  }),
};
export const Quote = z.object(quoteFields).meta({
  id: 'Quote',
  description: 'A direct quotation of the person of a mention.',
  examples: [{ text: 'We agree', start: 1, end: 9, verb: 'said' }],
});

export const candidate = z
  .object({
    person: NamedPerson,
    score: z.number().min(0).max(1).meta({ description: 'How likely it is that this person is meant, from 0 to 1.' }),
  })
  .meta({ id: 'MentionCandidate', description: 'A person who may be meant by a mention.' });

/** The published article in which a mention or quote is. */
export const quotedArticle = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    headline: z.string(),
    publishedAt: z.iso.datetime().meta({ description: 'When the article was published.' }),
  })
  .meta({ description: 'The article that names the person.' });

export const suggestionReason = z.enum(REASONS).meta({
  id: 'SuggestionReason',
  description:
    'Why these words may name a person. `surname-alone`: a surname from the directory without a first name. `title-before-unknown`: an unknown name after a title. `looks-like-a-name`: other words that look like a name.',
});

export type Quote = z.infer<typeof Quote>;
export type Method = (typeof METHODS)[number];
export type QuoteKind = (typeof QUOTE_KINDS)[number];
