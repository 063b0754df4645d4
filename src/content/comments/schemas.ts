import { z } from 'zod';
import { isWellFormed } from '../../lib/wellformed.js';
import {
  commaList,
  dateTime,
  id,
  idList,
  instant,
  pageOf,
  pageParameters,
  patchOf,
  reference,
  text,
  webUrl,
} from '../../platform/http/index.js';

export const STATUSES = ['pending', 'approved', 'rejected', 'spam'] as const;

/** Replies that `include=replies` adds to each comment. */
export const REPLIES_INCLUDED = 20;

const status = z.enum(STATUSES).meta({ description: 'Only approved comments are public.' });

const example = {
  id: '0197f3c0-9a00-7b6e-9c55-0d1f6f2a4b77',
  articleId: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11',
  parentId: null,
  inReplyToId: null,
  depth: 0,
  author: { name: 'Johanna Weiss', url: 'https://johanna.example/' },
  bodyHtml: '<p>I was there, and it <em>rained</em> all day.</p>',
  createdAt: '2017-07-07T20:15:00.000Z',
  editedAt: null,
  deletedAt: null,
  replyCount: 2,
};
const exampleModerated = {
  ...example,
  author: { ...example.author, email: 'johanna@reader.example' },
  body: 'I was there, and it *rained* all day.',
  status: 'approved',
  version: 2,
  updatedAt: '2017-07-07T20:40:00.000Z',
};

const author = {
  name: z.string(),
  url: z.string().nullable().meta({ description: 'Their website, as they gave it.' }),
};

const shape = {
  id: z.uuid(),
  articleId: z.uuid(),
  parentId: z.uuid().nullable().meta({ description: 'The comment under which it hangs; null at the top of a thread.' }),
  inReplyToId: z.uuid().nullable().meta({
    description: 'The comment that it answers, also where it hangs on another because threads get no deeper.',
  }),
  depth: z.int().min(0).meta({ description: 'How many comments lie above it in its thread.' }),
  author: z.object(author),
  bodyHtml: z.string().meta({ description: 'Sanitised HTML: links, emphasis, quotes, lists and code.' }),
  createdAt: instant(),
  editedAt: instant().nullable().meta({ description: 'When the text was last changed; null when nobody did.' }),
  deletedAt: instant().nullable().meta({
    description: 'When its author took it back: name and text are empty then, and the replies stay.',
  }),
  replyCount: z.int().min(0).meta({ description: 'Approved direct replies.' }),
};

const replies = {
  replies: z
    .array(z.object(shape))
    .optional()
    .meta({
      description: `Only with include=replies: public direct replies, oldest first, ${REPLIES_INCLUDED} at most. The rest is listed by \`parent=\`.`,
    }),
};

export const Comment = z
  .object({ ...shape, ...replies })
  .meta({ id: 'Comment', description: "A reader's comment, as the public sees it.", examples: [example] });

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
      { ...example, replyCount: 0, status: 'pending', editToken: 'Zk3v0nq0Q2xJr1b8m5s7u9w2y4A6C8E0G2I4K6M8O0Q' },
    ],
  });

export const ModeratedComment = z
  .object({
    ...shape,
    ...replies,
    author: z.object({
      ...author,
      email: z.string().nullable().meta({ description: 'Null where it was sealed with another SECRET_KEY.' }),
    }),
    body: z.string().meta({ description: 'The text as written, in Markdown.' }),
    status,
    version: z.int(),
    updatedAt: instant(),
    article: z
      .object({ id: z.uuid(), slug: z.string(), headline: z.string() })
      .optional()
      .meta({ description: 'Only with include=article: as it stands on the desk.' }),
  })
  .meta({ id: 'ModeratedComment', description: 'A comment, as moderators see it.', examples: [exampleModerated] });

// The moderator's shape comes first: what fits it would fit the other one too, and lose what it adds.
export const AnyComment = z.union([ModeratedComment, Comment]);

const CommentList = pageOf(Comment, 'CommentList');
export const ModeratedCommentList = pageOf(ModeratedComment, 'ModeratedCommentList');
export const AnyCommentList = z.union([ModeratedCommentList, CommentList]);

const body = text(5_000, 2).meta({ description: 'Markdown, 2 to 5000 characters. HTML in it is shown as text.' });

export const CommentInput = z
  .strictObject({
    authorName: text(100).meta({ description: 'The name that is shown.' }),
    authorEmail: z
      .email('is an e-mail address')
      .max(254, 'has at most 254 characters')
      .meta({ description: 'For the moderators: never public.' }),
    authorUrl: webUrl().nullable().optional().meta({ description: 'A website to link the name to.' }),
    body,
    parentId: id()
      .nullable()
      .optional()
      .meta({ description: 'The approved comment on the same article that it answers.' }),
    formToken: z
      .string()
      .max(100)
      .optional()
      .meta({ description: 'From `GET /v1/articles/{ref}/comment-policy`: says since when the form was there.' }),
    confirmEmail: z
      .string()
      .max(1_000)
      .refine(isWellFormed, 'has a NUL, a control character or half a surrogate pair')
      .optional()
      .meta({
        description: 'A field that people do not see: whoever fills it in is a machine. Leave it out, or empty.',
      }),
  })
  .meta({
    id: 'CommentWrite',
    description: 'What a reader writes.',
    examples: [{ authorName: 'Johanna Weiss', authorEmail: 'johanna@reader.example', body: exampleModerated.body }],
  });

/** What a moderator may change. */
export const CommentEdit = z.strictObject({
  status,
  body,
  reason: text(500).nullable().optional().meta({ description: 'Why: kept in the history.' }),
});

const editToken = z
  .string()
  .min(1)
  .max(100)
  .meta({ description: 'What came back with the comment when it was posted.' });
const exampleToken = 'Zk3v0nq0Q2xJr1b8m5s7u9w2y4A6C8E0G2I4K6M8O0Q';

export const OwnEdit = z.strictObject({ editToken, body }).meta({
  id: 'CommentOwnEdit',
  description: "An author's change.",
  examples: [{ editToken: exampleToken, body: 'As I meant it.' }],
});

export const OwnRetraction = z.strictObject({ editToken }).meta({
  id: 'CommentRetraction',
  description: 'An author takes a comment back.',
  examples: [{ editToken: exampleToken }],
});

export const CommentPatch = patchOf(CommentEdit, 'CommentPatch');

const view = z
  .enum(['public', 'desk'])
  .default('public')
  .meta({
    description:
      '`desk` shows comments of every status as moderators see them, and needs a token with the scope comments:moderate.',
    examples: ['desk'],
  });

const fields = commaList(ModeratedComment.keyof().options as [string, ...string[]])
  .optional()
  .meta({ description: 'Only these properties.', examples: ['id,author,bodyHtml'] });

const statuses = commaList(STATUSES);

export const ArticleCommentsQuery = z.strictObject({
  ...pageParameters,
  view,
  sort: z
    .enum(['createdAt', '-createdAt'])
    .default('-createdAt')
    .meta({ description: 'The order: newest first, or oldest first with `createdAt`.', examples: ['createdAt'] }),
  parent: z
    .union([z.literal('none'), id()])
    .optional()
    .meta({
      description: 'Direct replies to the comment with this id; `none` for the tops of the threads. All, without it.',
      examples: ['none'],
    }),
  status: statuses
    .optional()
    .meta({ description: 'Only with view=desk: those with one of these statuses.', examples: ['pending,spam'] }),
  include: commaList(['replies'])
    .optional()
    .meta({ description: 'What is added to each comment.', examples: ['replies'] }),
  fields,
});

export const CommentListQuery = z.strictObject({
  ...pageParameters,
  sort: z
    .enum(['createdAt', '-createdAt', 'updatedAt', '-updatedAt'])
    .default('-createdAt')
    .meta({ description: 'The order; a leading "-" is descending.', examples: ['createdAt'] }),
  status: statuses.optional().meta({ description: 'Those with one of these statuses.', examples: ['pending'] }),
  article: reference()
    .optional()
    .meta({ description: 'Those on this article, by id or slug.', examples: ['two-presidents-meet-in-hamburg'] }),
  ids: idList()
    .optional()
    .meta({ description: 'Those with these ids, separated by commas, 100 at most.', examples: [example.id] }),
  'createdAt[gte]': dateTime()
    .optional()
    .meta({ description: 'Posted at this time or later.', examples: ['2017-07-07T00:00:00Z'] }),
  'createdAt[lt]': dateTime()
    .optional()
    .meta({ description: 'Posted before this time.', examples: ['2017-07-08T00:00:00Z'] }),
  include: commaList(['article'])
    .optional()
    .meta({ description: 'What is added to each comment.', examples: ['article'] }),
  fields,
});

export const CommentQuery = z.strictObject({ view, fields });

export const ArticleRef = z.strictObject({
  ref: reference().meta({ description: 'Id or slug of the article.', examples: ['two-presidents-meet-in-hamburg'] }),
});

export const CommentRef = z.strictObject({
  id: id().meta({ description: 'Id of the comment.', examples: [example.id] }),
});

export type Status = (typeof STATUSES)[number];
export type Comment = z.infer<typeof Comment>;
export type PostedComment = z.infer<typeof PostedComment>;
export type ModeratedComment = z.infer<typeof ModeratedComment>;
export type CommentInput = z.infer<typeof CommentInput>;
export type ArticleCommentsQuery = z.infer<typeof ArticleCommentsQuery>;
export type CommentListQuery = z.infer<typeof CommentListQuery>;
export type CommentQuery = z.infer<typeof CommentQuery>;
