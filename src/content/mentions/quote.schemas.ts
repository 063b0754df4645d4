import { z } from 'zod';
import { pageOf, pageParameters } from '../../platform/paging/index.js';
import { NamedPerson, quotedArticle, quoteFields } from './parts.schemas.js';
import { fieldOf } from './schemas.js';

const quoteExample = {
  id: '5d1c7c1e-2f0b-8c51-9a64-3f2b8e0d7a11',
  mentionId: '0197f3c0-9222-7000-8000-5a1f6f2a4b66',
  field: 'body',
  text: 'We agree',
  start: 25,
  end: 33,
  verb: 'said',
  speaker: { id: '0197f3c0-8111-7000-8000-3e1f6f2a4b55', slug: 'angela-merkel', name: 'Angela Merkel' },
  article: {
    id: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11',
    slug: 'two-presidents-meet-in-hamburg',
    headline: 'Two presidents meet in Hamburg',
    publishedAt: '2017-07-07T18:00:00.000Z',
  },
};

export const PersonQuoteList = pageOf(
  z
    .object({
      id: z.uuid().meta({ description: 'The id of the quote. It stays the same while the mention and the place do.' }),
      mentionId: z.uuid().meta({ description: 'The id of the mention that names the speaker.' }),
      field: fieldOf,
      ...quoteFields,
      speaker: NamedPerson,
      article: quotedArticle,
    })
    .meta({
      id: 'PersonQuote',
      description: 'A quotation of a person in a published article.',
      examples: [quoteExample],
    }),
  'PersonQuoteList',
);

export const PersonQuotesQuery = z.strictObject(pageParameters);

export type PersonQuotesQuery = z.infer<typeof PersonQuotesQuery>;
