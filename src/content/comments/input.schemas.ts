import { z } from 'zod';
import { isWellFormed } from '../../lib/well-formed.js';
import { id, patchSchemaOf, text, webUrl } from '../../platform/fields/index.js';
import { exampleModerated, status } from './schemas.js';

const body = text(5_000, 2).meta({ description: 'Markdown, 2 to 5000 characters. HTML in it is shown as text.' });

export const CommentInput = z
  .strictObject({
    authorName: text(100).meta({ description: 'The name that is shown.' }),
    authorEmail: z
      .email('must be an e-mail address')
      .max(254, 'must have at most 254 characters')
      .meta({ description: 'For the moderators: never public.' }),
    authorUrl: webUrl().nullable().optional().meta({ description: 'A website to link the name to.' }),
    body,
    parentId: id()
      .nullable()
      .optional()
      .meta({ description: 'The approved comment on the same article that it answers.' }),
    notify: z
      .boolean()
      .optional()
      .meta({ description: 'Whether its author wants to hear of replies by mail, where the newsroom sends any.' }),
    formToken: z
      .string()
      .max(100)
      .optional()
      .meta({ description: 'From `GET /v1/articles/{ref}/comment-policy`: says since when the form was there.' }),
    confirmEmail: z
      .string()
      .max(1_000)
      .refine(isWellFormed, 'must not contain a NUL, another control character or half a surrogate pair')
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

/** The fields of a comment that a moderator may change, with the reason and the version of the decision. */
export const CommentEdit = z.strictObject({
  status,
  body,
  pinned: z
    .boolean()
    .meta({ description: 'Pinned ones are listed by `pinned=true`; what is not approved is not pinned.' }),
  reason: text(500).nullable().optional().meta({ description: 'Why: kept in the history.' }),
  version: z.int().min(1).optional().meta({
    description: 'The version that was decided on: where somebody else has decided since, a 409 tells what.',
  }),
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

export const CommentPatch = patchSchemaOf(CommentEdit, 'CommentPatch');

export type CommentInput = z.infer<typeof CommentInput>;
