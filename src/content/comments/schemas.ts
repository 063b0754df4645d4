import { z } from 'zod';
import { id, instant, reference } from '../../platform/fields/index.js';
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

export const status = z.enum(STATUSES).meta({ description: 'Only approved comments are public.' });

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
  name: z.string().meta({ description: 'Empty where the comment is gone, or what is said of its author was erased.' }),
  url: z.string().nullable().meta({ description: 'Their website, as they gave it.' }),
  staff: z.boolean().meta({ description: 'Whether somebody of the newsroom wrote it, with a token for moderation.' }),
};

const CommentAuthor = z
  .object(authorShape)
  .meta({ id: 'CommentAuthor', description: 'The author of a comment, as the public sees them.' });

export const Reactions = z
  .object({
    like: z.int().min(0),
    insightful: z.int().min(0),
    funny: z.int().min(0),
    dislike: z.int().min(0),
  })
  .meta({ id: 'Reactions', description: 'How many readers have reacted in each way.' });

const shape = {
  id: z.uuid(),
  articleId: z.uuid(),
  parentId: z.uuid().nullable().meta({ description: 'The comment under which it hangs; null at the top of a thread.' }),
  rootId: z.uuid().nullable().meta({ description: 'The top of its thread; null at the top.' }),
  inReplyToId: z.uuid().nullable().meta({
    description: 'The comment that it answers, also where it hangs on another because threads get no deeper.',
  }),
  depth: z.int().min(0).meta({ description: 'How many comments lie above it in its thread.' }),
  author: CommentAuthor,
  bodyHtml: z.string().meta({ description: 'Sanitised HTML: links, emphasis, quotes, lists and code.' }),
  createdAt: instant(),
  editedAt: instant().nullable().meta({ description: 'When the text was last changed; null when nobody did.' }),
  deletedAt: instant().nullable().meta({
    description: 'When its author took it back.',
  }),
  removed: z.boolean().meta({
    description: 'Whether only its place is left, because others answer it: name and text are empty then.',
  }),
  pinned: z.boolean(),
  reactions: Reactions,
  score: z.int().meta({ description: 'Reactions that agree, less those that do not: what `sort=-score` goes by.' }),
  replyCount: z.int().min(0).meta({ description: 'Approved direct replies.' }),
  descendantCount: z.int().min(0).meta({ description: 'Approved comments below it, however deep.' }),
};

const cursor = (what: string, filter: string) =>
  z
    .string()
    .nullable()
    .optional()
    .meta({
      description: `Where ${what} go on: send it as \`after\` with \`${filter}=<id>&sort=createdAt\`; null at their end.`,
    });

const ThreadComment = z
  .object(shape)
  .meta({ id: 'ThreadComment', description: 'A comment in the thread of another comment.' });

const replies = {
  replies: z.array(ThreadComment).optional().meta({
    description: 'Only with include=replies: direct replies, oldest first, as many as `repliesPerRoot` says.',
  }),
  nextReplies: cursor('its replies', 'parent'),
  thread: z.array(ThreadComment).optional().meta({
    description:
      'Only with include=thread: all that lies below it, oldest first, so that what is answered comes before the answer; as many as `repliesPerRoot` says.',
  }),
  nextInThread: cursor('those below it', 'root'),
};

const ancestors = {
  ancestors: z.array(ThreadComment).optional().meta({
    description: 'Only with include=ancestors of a single comment: those above it, the top of the thread first.',
  }),
};

export const Comment = z
  .object({ ...shape, ...replies, ...ancestors })
  .meta({ id: 'Comment', description: "A reader's comment, as the public sees it.", examples: [exampleComment] });

export const PostedComment = z
  .object({
    ...shape,
    status,
    editToken: z.string().nullable().meta({
      description:
        'Proves that the comment is yours, to change or take it back. It is shown this once and stored only as a hash; null when the same comment was sent before, and this is that one.',
    }),
  })
  .meta({
    id: 'PostedComment',
    description: 'A comment as its author gets it back.',
    examples: [
      { ...exampleComment, replyCount: 0, status: 'pending', editToken: 'Zk3v0nq0Q2xJr1b8m5s7u9w2y4A6C8E0G2I4K6M8O0Q' },
    ],
  });

export const ModeratedComment = z
  .object({
    ...shape,
    ...replies,
    ...ancestors,
    author: z.object({
      ...authorShape,
      email: z.string().nullable().meta({
        description: 'Null where none is kept, or it was sealed with another SECRET_KEY.',
      }),
    }),
    body: z.string().meta({ description: 'The text as written, in Markdown.' }),
    status,
    openFlags: z.int().min(0).meta({ description: 'Reports on which no moderator has decided yet.' }),
    reviewedAt: instant().nullable().meta({
      description: 'When a moderator last decided on it; null when only the rules have.',
    }),
    notify: z.boolean().meta({ description: 'Whether its author wants to hear of replies.' }),
    source: z.string().nullable().meta({ description: 'Where it was imported from.' }),
    version: z.int(),
    updatedAt: instant(),
    article: z
      .object({ id: z.uuid(), slug: z.string(), headline: z.string() })
      .optional()
      .meta({ description: 'Only with include=article: as it stands on the desk.' }),
  })
  .meta({ id: 'ModeratedComment', description: 'A comment, as moderators see it.', examples: [exampleModerated] });

export const CommentList = pageOf(Comment, 'CommentList');
export const ModeratedCommentList = pageOf(ModeratedComment, 'ModeratedCommentList');

export const ArticleRef = z.strictObject({
  ref: reference().meta({ description: 'Id or slug of the article.', examples: ['two-presidents-meet-in-hamburg'] }),
});

export const CommentRef = z.strictObject({
  id: id().meta({ description: 'Id of the comment.', examples: [exampleComment.id] }),
});

export type Status = (typeof STATUSES)[number];
export type Comment = z.infer<typeof Comment>;
export type PostedComment = z.infer<typeof PostedComment>;
export type ModeratedComment = z.infer<typeof ModeratedComment>;
