import { z } from 'zod';
import { emailAddress, instant, uri } from '../../../platform/fields/index.js';
import { pageOf, pageParameters } from '../../../platform/paging/index.js';
import { exampleModerated, flagReason, status } from '../schemas.js';

const KINDS = ['export', 'erase'] as const;
const TEXTS = ['keep', 'remove'] as const;

export const PrivacyInput = z
  .strictObject({
    email: emailAddress().meta({
      description: 'The e-mail address of the person. Case is ignored.',
    }),
    kind: z.enum(KINDS).meta({
      description: '`export` returns all data that is stored about the person. `erase` erases it.',
    }),
    texts: z.enum(TEXTS).optional().meta({
      description:
        'What happens to the texts of the comments. `keep` keeps the texts without the name of the author, and `remove` removes them. The default is `keep`. Send `texts` only if `kind` is `erase`.',
    }),
  })
  .refine(({ kind, texts }) => kind === 'erase' || texts === undefined, {
    path: ['texts'],
    error: 'must not be sent unless `kind` is `erase`',
  })
  .meta({
    id: 'PrivacyRequestWrite',
    description: 'A request to export or erase the data of a person.',
    examples: [{ email: 'johanna@reader.example', kind: 'erase', texts: 'keep' }],
  });

const StoredComment = z.object({
  id: z.uuid(),
  article: z
    .object({ id: z.uuid(), slug: z.string(), headline: z.string() })
    .meta({ description: 'The draft copy of the article that was commented on.' }),
  parentId: z.uuid().nullable().meta({ description: 'The id of the comment directly above this one in the thread.' }),
  inReplyToId: z
    .uuid()
    .nullable()
    .meta({ description: 'The id of the comment to which this comment replies, if it is not `parentId`.' }),
  status,
  name: z.string().meta({ description: 'The name that is shown with the comment.' }),
  email: z.string().nullable().meta({
    description: 'The e-mail address. Null if none is stored, or if it was encrypted with another `SECRET_KEY`.',
  }),
  url: uri().nullable().meta({ description: 'The website of the author.' }),
  body: z.string().meta({ description: 'The text in Markdown.' }),
  createdAt: instant(),
  updatedAt: instant(),
  editedAt: instant().nullable().meta({ description: 'When the text was last changed. Null if it never was.' }),
  deletedAt: instant().nullable().meta({
    description: 'When the author retracted the comment. Null if the author has not retracted it.',
  }),
  notify: z.boolean().meta({ description: 'Whether the author wants e-mails about replies.' }),
  pinned: z.boolean().meta({ description: 'Whether a moderator has pinned the comment.' }),
  reactions: z.record(z.string(), z.int()).meta({ description: 'The number of readers who chose each reaction.' }),
  source: z.string().nullable().meta({ description: 'The system from which the comment was imported.' }),
  sourceId: z.string().nullable().meta({ description: 'The id of the comment in the system that `source` names.' }),
  decisions: z
    .array(
      z.object({
        statusBefore: z
          .string()
          .nullable()
          .meta({ description: 'The status before the decision. Null for a new comment.' }),
        status: z.string().meta({ description: 'The status after the decision.' }),
        phase: z.string().meta({
          description: 'Who or what made the decision, such as `moderator` or a step of the automatic checks.',
        }),
        reason: z.string().nullable().meta({
          description: 'The reason for the decision. Null if no reason was given.',
        }),
        decidedBy: z.string().meta({
          description:
            'Who made the decision: the name of a token, `anonymous` if a guest posted the comment, or `author` if the author edited or retracted it.',
        }),
        createdAt: instant().meta({ description: 'When the decision was made.' }),
      }),
    )
    .meta({ description: 'The decisions on the comment, oldest first.' }),
  flags: z
    .array(
      z.object({
        reason: flagReason,
        note: z.string().nullable().meta({
          description: 'The note that was sent with the report. Null if there is none.',
        }),
        createdAt: instant(),
      }),
    )
    .meta({ description: 'The reports about this comment, made by readers or automatically by word rules.' }),
  notices: z
    .array(
      z.object({
        kind: z.string().meta({
          description:
            'The kind of e-mail. The value ends in `-refused` or `-deferred` if the e-mail was not delivered.',
        }),
        sentAt: instant().meta({ description: 'When the e-mail was sent, refused or deferred.' }),
      }),
    )
    .meta({ description: 'The e-mails about the comment that were sent, refused or deferred.' }),
});

const PersonalData = z.object({
  comments: z.array(StoredComment).meta({ description: 'The comments of the person, oldest first.' }),
  ban: z
    .object({
      id: z.uuid(),
      reason: z.string().nullable().meta({
        description: 'The reason for the ban, for moderators. Null if none was given.',
      }),
      until: instant().nullable().meta({ description: 'When the ban ends. Null if it does not end.' }),
      bannedBy: z.string().meta({ description: 'The name of the token that set the ban.' }),
      createdAt: instant(),
    })
    .nullable()
    .meta({ description: 'The ban of the person. Null if the person is not banned.' }),
  unsubscribed: z.boolean().meta({ description: 'Whether the person has unsubscribed from e-mails about comments.' }),
});

export const PrivacyRequest = z.object({
  id: z.uuid(),
  kind: z.enum(KINDS).meta({ description: 'Whether the data was exported or erased.' }),
  comments: z.int().min(0).meta({ description: 'The number of comments that were exported or erased.' }),
  askedBy: z.string().meta({ description: 'The name of the token that made the request.' }),
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
  data: PersonalData.nullable().meta({
    description: 'The exported data. Only this response contains it. Null for an erasure.',
  }),
}).meta({
  id: 'PrivacyRequest',
  description: 'A privacy request that was carried out, with the exported data.',
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
    description: 'An entry in the list of privacy requests.',
    examples: [example],
  }),
  'PrivacyRequestList',
);

export const PrivacyListQuery = z.strictObject({
  ...pageParameters,
  sort: z
    .enum(['createdAt', '-createdAt'])
    .default('-createdAt')
    .meta({ description: 'The order of the list. A leading "-" sorts in descending order.', examples: ['createdAt'] }),
});

export type PrivacyInput = z.infer<typeof PrivacyInput>;
export type PrivacyResult = z.infer<typeof PrivacyResult>;
export type PrivacyRequest = z.infer<typeof PrivacyRequest>;
export type PrivacyListQuery = z.infer<typeof PrivacyListQuery>;
export type PersonalData = z.infer<typeof PersonalData>;
export type StoredComment = z.infer<typeof StoredComment>;
