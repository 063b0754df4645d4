import { z } from 'zod';
import { isWellFormed } from '../../lib/well-formed.js';
import { emailAddress, id, nameText, patchSchemaOf, text, webUrl } from '../../platform/fields/index.js';
import { exampleModerated, status } from './schemas.js';

const body = text(5_000, 2).meta({
  description:
    'The text in Markdown, 2 to 5,000 characters. Line breaks are kept. HTML tags in the text are shown as plain text.',
});

export const CommentInput = z
  .strictObject({
    authorName: nameText(100).meta({ description: 'The name to show with the comment, up to 100 characters.' }),
    authorEmail: emailAddress().meta({ description: 'The e-mail address of the author. Only moderators see it.' }),
    authorUrl: webUrl().nullable().optional().meta({
      description: 'The website of the author, up to 2,000 characters. The name of the author links to it.',
    }),
    body,
    parentId: id().nullable().optional().meta({
      description:
        'The id of the comment to which this comment replies. That comment must be approved and be on the same article. Null for a top-level comment.',
    }),
    notify: z.boolean().optional().meta({
      description:
        'Whether the author wants e-mails about replies, if the newsroom sends such e-mails. The default is false.',
    }),
    formToken: z.string().max(100).optional().meta({
      description:
        'The token from `GET /v1/articles/{ref}/comment-policy`. It tells the server when the reader opened the form.',
    }),
    confirmEmail: z
      .string()
      .max(1_000)
      .refine(isWellFormed, 'must not contain a NUL, another control character or half a surrogate pair')
      .optional()
      .meta({
        description:
          'A trap for bots: a form field that is hidden from people. If the field is filled in, the comment is classified as spam. Omit the field or leave it empty.',
      }),
  })
  .meta({
    id: 'CommentWrite',
    description: 'The comment to post.',
    examples: [{ authorName: 'Johanna Weiss', authorEmail: 'johanna@reader.example', body: exampleModerated.body }],
  });

/** The fields of a comment that a moderator may change, with the reason and the version of the decision. */
export const CommentEdit = z.strictObject({
  status,
  body,
  pinned: z.boolean().meta({
    description:
      'Whether the comment is pinned. Only approved comments can be pinned; `pinned=true` lists the pinned comments.',
  }),
  reason: text(500).nullable().optional().meta({
    description: 'The reason for the decision, up to 500 characters. It is stored in the history of the comment.',
  }),
  version: z.int().min(1).optional().meta({
    description:
      'The version of the comment that the moderator has seen. If the comment has changed since then, the response is 409.',
  }),
});

const editToken = z
  .string()
  .min(1)
  .max(100)
  .meta({ description: 'The `editToken` that was returned when the comment was posted.' });
const exampleToken = 'Zk3v0nq0Q2xJr1b8m5s7u9w2y4A6C8E0G2I4K6M8O0Q';

export const OwnEdit = z.strictObject({ editToken, body }).meta({
  id: 'CommentOwnEdit',
  description: 'The new text of a comment, sent by its author.',
  examples: [{ editToken: exampleToken, body: 'As I meant it.' }],
});

export const OwnRetraction = z.strictObject({ editToken }).meta({
  id: 'CommentRetraction',
  description: 'A request by the author to retract a comment.',
  examples: [{ editToken: exampleToken }],
});

export const CommentPatch = patchSchemaOf(CommentEdit, 'CommentPatch', {
  status: 'approved',
  pinned: true,
  reason: 'Seen by an eyewitness',
});

export type CommentInput = z.infer<typeof CommentInput>;
