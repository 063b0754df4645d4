import { z } from 'zod';
import { id, instant, reference, uri } from '../../platform/fields/index.js';
import { pageOf } from '../../platform/paging/index.js';

export const STATUSES = ['pending', 'approved', 'rejected', 'spam'] as const;

/** The reasons of reports. Readers may send all but `words`, which marks a report by a word rule. */
export const FLAG_REASONS = [
  'abusive',
  'spam',
  'off-topic',
  'personal-information',
  'false',
  'other',
  'words',
] as const;

export const REACTIONS = ['like', 'insightful', 'funny', 'dislike'] as const;

/** The queues of comments that wait for a moderator. */
export const QUEUES = ['pending', 'reported', 'spam', 'unreviewed'] as const;

export const status = z
  .enum(STATUSES)
  .meta({ id: 'CommentStatus', description: 'The status of a comment. Only approved comments are public.' });

export const flagReason = z.enum(FLAG_REASONS).meta({
  id: 'CommentFlagReason',
  description: 'The reason for a report. `words` means that a word rule with the action `flag` made the report.',
});

export const exampleComment = {
  id: '0197f3c0-9a00-7b6e-9c55-0d1f6f2a4b77',
  articleId: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11',
  parentId: null,
  rootId: null,
  inReplyToId: null,
  depth: 0,
  author: { name: 'Johanna Weiss', url: 'https://johanna.example/', staff: false },
  bodyHtml: '<p>I was there, and it <em>rained</em> all day.</p>',
  createdAt: '2017-07-07T20:15:00.000Z',
  editedAt: null,
  deletedAt: null,
  removed: false,
  pinned: false,
  reactions: { like: 14, insightful: 2, funny: 0, dislike: 1 },
  score: 15,
  replyCount: 2,
  descendantCount: 5,
};
export const exampleModerated = {
  ...exampleComment,
  author: { ...exampleComment.author, email: 'johanna@reader.example' },
  body: 'I was there, and it *rained* all day.',
  status: 'approved',
  openFlags: 0,
  reviewedAt: '2017-07-07T20:40:00.000Z',
  notify: true,
  source: null,
  version: 2,
  updatedAt: '2017-07-07T20:40:00.000Z',
};

const authorShape = {
  name: z.string().meta({
    description:
      'The name that the author gave, as plain text. Escape it before you insert it into HTML. Empty if the comment was removed or its personal data was erased.',
  }),
  url: uri().nullable().meta({ description: 'The website of the author. Null if the author gave none.' }),
  staff: z.boolean().meta({
    description: 'Whether the comment was sent with a token that has the scope `comments:moderate`.',
  }),
};

const CommentAuthor = z.object(authorShape).meta({
  id: 'CommentAuthor',
  description: 'The author of a comment, as readers see it.',
  examples: [exampleComment.author],
});

const reactionCount = (reaction: string) =>
  z
    .int()
    .min(0)
    .meta({ description: `The number of readers who chose \`${reaction}\`.` });

export const Reactions = z
  .object({
    like: reactionCount('like'),
    insightful: reactionCount('insightful'),
    funny: reactionCount('funny'),
    dislike: reactionCount('dislike'),
  })
  .meta({
    id: 'Reactions',
    description: 'The number of readers who chose each reaction.',
    examples: [exampleComment.reactions],
  });

const shape = {
  id: z.uuid(),
  articleId: z.uuid().meta({ description: 'The id of the article.' }),
  parentId: z.uuid().nullable().meta({
    description: 'The id of the comment directly above this one in the thread. Null for a top-level comment.',
  }),
  rootId: z.uuid().nullable().meta({
    description: 'The id of the top-level comment of the thread. Null for a top-level comment.',
  }),
  inReplyToId: z.uuid().nullable().meta({
    description:
      'The id of the comment to which this comment replies. It differs from `parentId` if the reply would exceed the `maxDepth` of the comment policy.',
  }),
  depth: z.int().min(0).meta({ description: 'The number of comments above this one in the thread.' }),
  author: CommentAuthor,
  bodyHtml: z.string().meta({
    description: 'The text as sanitised HTML with links, emphasis, quotes, lists and code.',
  }),
  createdAt: instant().meta({ description: 'When the comment was posted.' }),
  editedAt: instant().nullable().meta({ description: 'When the text was last changed. Null if it never was.' }),
  deletedAt: instant().nullable().meta({
    description: 'When the author retracted the comment or its text was erased. Null if neither has happened.',
  }),
  removed: z.boolean().meta({
    description:
      'Whether the comment was removed. A removed comment keeps its position in the thread, but its name and text are empty.',
  }),
  pinned: z.boolean().meta({ description: 'Whether a moderator has pinned the comment.' }),
  reactions: Reactions,
  score: z.int().meta({
    description:
      'The number of `like`, `insightful` and `funny` reactions, minus the number of `dislike` reactions. `sort=-score` sorts comments by this number.',
  }),
  replyCount: z.int().min(0).meta({ description: 'The number of approved direct replies.' }),
  descendantCount: z.int().min(0).meta({
    description: 'The number of approved comments below this one, at any depth.',
  }),
};

const cursor = (what: string, filter: string) =>
  z
    .string()
    .nullable()
    .optional()
    .meta({
      description: `The cursor of the next page of ${what}. To load that page, send the cursor as \`after\`, together with \`${filter}=<id>&sort=createdAt\`. Null if there is no next page.`,
    });

const ThreadComment = z.object(shape).meta({
  id: 'ThreadComment',
  description: 'A comment in the thread of another comment.',
  examples: [exampleComment],
});

const replies = {
  replies: z.array(ThreadComment).optional().meta({
    description:
      'The direct replies, oldest first. Returned only with `include=replies`. `repliesPerRoot` limits their number.',
  }),
  nextReplies: cursor('direct replies', 'parent'),
  thread: z.array(ThreadComment).optional().meta({
    description:
      'All comments below this one, oldest first. Each comment comes before its replies. Returned only with `include=thread`. `repliesPerRoot` limits their number.',
  }),
  nextInThread: cursor('comments below this one', 'root'),
};

const ancestors = {
  ancestors: z.array(ThreadComment).optional().meta({
    description:
      'The comments above this one, beginning with the top-level comment. Returned only for a single comment, with `include=ancestors`.',
  }),
};

export const Comment = z
  .object({ ...shape, ...replies, ...ancestors })
  .meta({ id: 'Comment', description: 'A comment, as readers see it.', examples: [exampleComment] });

export const PostedComment = z
  .object({
    ...shape,
    status,
    editToken: z.string().nullable().meta({
      description:
        'The secret with which the author can edit or retract the comment. It is returned only once and stored as a hash. Null if the same comment was sent before and is returned again.',
    }),
  })
  .meta({
    id: 'PostedComment',
    description: 'A comment, as it is returned to its author.',
    examples: [
      { ...exampleComment, replyCount: 0, status: 'pending', editToken: 'Zk3v0nq0Q2xJr1b8m5s7u9w2y4A6C8E0G2I4K6M8O0Q' },
    ],
  });

export const ModeratedComment = z
  .object({
    ...shape,
    ...replies,
    ...ancestors,
    author: z
      .object({
        ...authorShape,
        email: z.string().nullable().meta({
          description: 'The e-mail address. Null if none is stored, or if it was encrypted with another `SECRET_KEY`.',
        }),
      })
      .meta({ id: 'ModeratedAuthor', description: 'The author of a comment, as moderators see it.' }),
    body: z.string().meta({ description: 'The text in Markdown, as it was written.' }),
    status,
    openFlags: z.int().min(0).meta({ description: 'The number of open reports.' }),
    reviewedAt: instant().nullable().meta({
      description:
        'When a moderator last decided on the comment. Null if no moderator has decided on its current text.',
    }),
    notify: z.boolean().meta({ description: 'Whether the author wants e-mails about replies.' }),
    source: z
      .string()
      .nullable()
      .meta({ description: 'The system from which the comment was imported. Null if it was not imported.' }),
    version: z
      .int()
      .meta({ description: 'The version of the comment. It rises with each decision, edit and erasure.' }),
    updatedAt: instant(),
    article: z.object({ id: z.uuid(), slug: z.string(), headline: z.string() }).optional().meta({
      description: 'The draft copy of the article that was commented on. Returned only with `include=article`.',
    }),
  })
  .meta({ id: 'ModeratedComment', description: 'A comment, as moderators see it.', examples: [exampleModerated] });

export const CommentList = pageOf(Comment, 'CommentList');
export const ModeratedCommentList = pageOf(ModeratedComment, 'ModeratedCommentList');

export const ArticleRef = z.strictObject({
  ref: reference().meta({
    description: 'The id or slug of the article.',
    examples: ['trams-return-to-alderhaven'],
  }),
});

export const CommentRef = z.strictObject({
  id: id().meta({ description: 'The id of the comment.', examples: [exampleComment.id] }),
});

export type Status = (typeof STATUSES)[number];
export type Comment = z.infer<typeof Comment>;
export type PostedComment = z.infer<typeof PostedComment>;
export type ModeratedComment = z.infer<typeof ModeratedComment>;
