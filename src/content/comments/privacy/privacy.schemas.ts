import { z } from 'zod';
import { instant } from '../../../platform/fields/index.js';
import { pageOf, pageParameters } from '../../../platform/paging/index.js';
import { exampleModerated, FLAG_REASONS, STATUSES } from '../schemas.js';

const KINDS = ['export', 'erase'] as const;
const TEXTS = ['keep', 'remove'] as const;

export const PrivacyInput = z
  .strictObject({
    email: z.email('must be an e-mail address').max(254, 'must have at most 254 characters').meta({
      description: 'The address of whose data it is, in whatever capitals.',
    }),
    kind: z.enum(KINDS).meta({ description: '`export` gives all that is kept; `erase` takes it away.' }),
    texts: z.enum(TEXTS).optional().meta({
      description:
        'Only with `erase`: whether the texts stay, without a name, which is what happens unless you say so, or go as well.',
    }),
  })
  .refine(({ kind, texts }) => kind === 'erase' || texts === undefined, {
    path: ['texts'],
    error: 'is allowed only with the kind "erase"',
  })
  .meta({
    id: 'PrivacyRequestWrite',
    description: 'What a person has asked for.',
    examples: [{ email: 'johanna@reader.example', kind: 'erase', texts: 'keep' }],
  });

const status = z.enum(STATUSES);

const StoredComment = z.object({
  id: z.uuid(),
  article: z.object({ id: z.uuid(), slug: z.string(), headline: z.string() }),
  parentId: z.uuid().nullable(),
  inReplyToId: z.uuid().nullable(),
  status,
  name: z.string(),
  email: z.string().nullable().meta({ description: 'Null where another SECRET_KEY has sealed it.' }),
  url: z.string().nullable(),
  body: z.string(),
  createdAt: instant(),
  updatedAt: instant(),
  editedAt: instant().nullable(),
  deletedAt: instant().nullable(),
  notify: z.boolean(),
  pinned: z.boolean(),
  reactions: z.record(z.string(), z.int()).meta({ description: 'How many readers have reacted how.' }),
  source: z.string().nullable(),
  sourceId: z.string().nullable(),
  decisions: z.array(
    z.object({
      statusBefore: z.string().nullable(),
      status: z.string(),
      phase: z.string(),
      reason: z.string().nullable(),
      decidedBy: z.string(),
      createdAt: instant(),
    }),
  ),
  flags: z
    .array(z.object({ reason: z.enum(FLAG_REASONS), note: z.string().nullable(), createdAt: instant() }))
    .meta({ description: 'What others have reported of it.' }),
  notices: z
    .array(z.object({ kind: z.string(), sentAt: instant() }))
    .meta({ description: 'Which mail about it has been sent.' }),
});

const PersonalData = z.object({
  comments: z.array(StoredComment).meta({ description: 'The oldest first.' }),
  ban: z
    .object({
      id: z.uuid(),
      reason: z.string().nullable(),
      until: instant().nullable(),
      bannedBy: z.string(),
      createdAt: instant(),
    })
    .nullable(),
  unsubscribed: z.boolean().meta({ description: 'Whether they want no mail about comments.' }),
});

export const PrivacyRequest = z.object({
  id: z.uuid(),
  kind: z.enum(KINDS),
  comments: z.int().min(0).meta({ description: 'How many comments were found.' }),
  askedBy: z.string().meta({ description: 'Name of the token.' }),
  createdAt: instant(),
});

const example = {
  id: '0197f3c0-9c00-7b6e-9c55-0d1f6f2a4b99',
  kind: 'export',
  comments: 1,
  askedBy: 'Data protection',
  createdAt: '2017-07-10T09:00:00.000Z',
} as const;

export const PrivacyResult = PrivacyRequest.extend({
  data: PersonalData.nullable().meta({ description: 'All that is kept, this once; null after an erasure.' }),
}).meta({
  id: 'PrivacyRequest',
  description: 'What was done.',
  examples: [
    {
      ...example,
      data: {
        comments: [
          {
            id: exampleModerated.id,
            article: {
              id: exampleModerated.articleId,
              slug: 'two-presidents-meet-in-hamburg',
              headline: 'Two presidents meet in Hamburg',
            },
            parentId: null,
            inReplyToId: null,
            status: 'approved',
            name: exampleModerated.author.name,
            email: exampleModerated.author.email,
            url: exampleModerated.author.url,
            body: exampleModerated.body,
            createdAt: exampleModerated.createdAt,
            updatedAt: exampleModerated.updatedAt,
            editedAt: null,
            deletedAt: null,
            notify: true,
            pinned: false,
            reactions: { like: 14, insightful: 2, dislike: 1 },
            source: null,
            sourceId: null,
            decisions: [
              {
                statusBefore: 'pending',
                status: 'approved',
                phase: 'moderator',
                reason: null,
                decidedBy: 'Mo',
                createdAt: '2017-07-07T20:40:00.000Z',
              },
            ],
            flags: [],
            notices: [],
          },
        ],
        ban: null,
        unsubscribed: false,
      },
    },
  ],
});

export const PrivacyRequestList = pageOf(
  PrivacyRequest.meta({
    id: 'PrivacyRequestEntry',
    description: 'That something was asked for; not whose data it was.',
    examples: [example],
  }),
  'PrivacyRequestList',
);

export const PrivacyListQuery = z.strictObject({
  ...pageParameters,
  sort: z
    .enum(['createdAt', '-createdAt'])
    .default('-createdAt')
    .meta({ description: 'The order; a leading "-" is descending.', examples: ['createdAt'] }),
});

export type PrivacyInput = z.infer<typeof PrivacyInput>;
export type PrivacyResult = z.infer<typeof PrivacyResult>;
export type PrivacyRequest = z.infer<typeof PrivacyRequest>;
export type PrivacyListQuery = z.infer<typeof PrivacyListQuery>;
export type PersonalData = z.infer<typeof PersonalData>;
export type StoredComment = z.infer<typeof StoredComment>;
