import { z } from 'zod';
import { ROLES, type Role, SCOPES } from '../../platform/auth/index.js';
import { dateTime, id, instant, reference, text } from '../../platform/fields/index.js';
import { pageOf, pageParameters, sortByCreation } from '../../platform/paging/index.js';

export const tokenScope = z
  .enum(SCOPES)
  .meta({ id: 'TokenScope', description: 'A permission of a token. `admin` includes all other scopes.' });
const roles = Object.keys(ROLES) as [Role, ...Role[]];

/** The maximum number of sections to which a token can be limited. */
const maxSections = 100;

const sectionLimit = z.array(
  z
    .object({
      id: z.uuid(),
      slug: z.string(),
      name: z.string(),
      path: z.string().meta({ description: 'The slugs from the root to this section, joined by `/`.' }),
    })
    .meta({
      id: 'TokenSection',
      description: 'A section to which a token is limited.',
      examples: [{ id: '0197f3c0-7e19-7c0d-8a41-5be1d2c3f4a5', slug: 'sport', name: 'Sport', path: 'sport' }],
    }),
);

const limitEffect =
  'The limit includes the sections below them. It limits what the token may change, not what it may read. The token may change articles in these sections with their locks, corrections, mentions and preview links, the comments on these articles, and the comment policies of these articles and sections. All other changes are refused with 403 `outside-sections`.';

const example = {
  id: '0197f3c0-8a10-7f7e-8f0f-2f3a4b5c6d7e',
  name: 'Import script of the sports desk',
  scopes: ['content:read', 'content:write', 'import'],
  sections: null,
  expiresAt: '2027-01-01T00:00:00.000Z',
  lastUsedAt: null,
  createdAt: '2026-11-24T09:00:00.000Z',
  createdBy: { tokenId: '0197f3c0-8a10-7f7e-8f0f-2f3a4b5c6d70', name: 'First administrator' },
};

export const Token = z
  .object({
    id: z.uuid(),
    name: z.string().meta({ description: 'The name of the token. The audit log and revisions show it.' }),
    scopes: z.array(tokenScope).meta({ description: 'What the token may do. `admin` includes all other scopes.' }),
    sections: sectionLimit.nullable().meta({
      description: `The sections to which the token is limited. Null if there is no limit. ${limitEffect} A section that is deleted leaves the list. With an empty list, the token may change nothing.`,
    }),
    expiresAt: instant().nullable().meta({ description: 'When the token expires. Null if it does not expire.' }),
    lastUsedAt: instant().nullable().meta({
      description: 'When the token was last used, with a precision of one minute. Null if it was never used.',
    }),
    createdAt: instant(),
    createdBy: z
      .object({
        tokenId: z.uuid().nullable().meta({
          description:
            'The id of the token that created this token. Revoking that token also revokes this one. Null if `ADMIN_TOKEN` or the server itself created this token.',
        }),
        name: z.string().nullable().meta({ description: 'The name of the creator when the token was created.' }),
      })
      .nullable()
      .meta({ description: 'Who created the token. Null if this is no longer known.' }),
  })
  .meta({ id: 'Token', description: 'A token with its scopes, but without its secret value.', examples: [example] });

export const NewToken = Token.extend({
  token: z.string().meta({ description: 'The token itself. It is returned only once and stored as a hash.' }),
}).meta({
  id: 'NewToken',
  description: 'A new token with its secret value.',
  examples: [{ ...example, token: 'bs_Vt0…' }],
});

export const TokenList = pageOf(Token, 'TokenList');

export const TokenInput = z
  .strictObject({
    name: text(200).meta({ description: 'A name that no other valid token has, up to 200 characters.' }),
    role: z.enum(roles).optional().meta({ description: 'A named set of scopes. Send either `role` or `scopes`.' }),
    scopes: z.array(tokenScope).min(1).max(SCOPES.length).optional().meta({
      description: 'The scopes of the token. Send either `role` or `scopes`.',
    }),
    sections: z
      .array(reference())
      .min(1)
      .max(maxSections)
      .nullable()
      .optional()
      .meta({
        description: `The ids or slugs of the sections to which the token is limited, at most ${maxSections}. ${limitEffect} They must be within the limit of the token of the request. Null or omitted means the same limit as that of the token of the request, or no limit if it has none.`,
      }),
    expiresAt: dateTime().nullable().optional().meta({
      description:
        'When the new token expires. The time must be in the future, and not later than the expiry of the token in the request. If null or omitted, both tokens expire at the same time.',
    }),
  })
  .refine(({ role, scopes }) => (role === undefined) !== (scopes === undefined), {
    path: ['scopes'],
    error: 'must be sent if `role` is missing, and must not be sent together with `role`',
  })
  .meta({
    id: 'TokenWrite',
    description: 'The token to create.',
    examples: [{ name: 'Import script of the sports desk', role: 'importer' }],
  });

export const Me = z
  .object({
    anonymous: z.boolean().meta({ description: 'Whether the request was made without a token.' }),
    name: z.string().meta({ description: 'The name of the token, or `anonymous`.' }),
    tokenId: z.uuid().nullable().meta({
      description: 'The id of the token. Null if the request has no token or `ADMIN_TOKEN`.',
    }),
    scopes: z.array(tokenScope).meta({ description: 'What the token may do. `admin` includes all other scopes.' }),
    sections: sectionLimit.nullable().meta({
      description: 'The sections outside of which the token may change nothing. Null if there is no limit.',
    }),
  })
  .meta({
    id: 'Me',
    description: 'The token of the request.',
    examples: [
      {
        anonymous: false,
        name: 'Import script of the sports desk',
        tokenId: example.id,
        scopes: example.scopes,
        sections: null,
      },
    ],
  });

export const TokenListQuery = z.strictObject({
  ...pageParameters,
  sort: sortByCreation,
});

export const TokenId = z.strictObject({
  id: id().meta({ description: 'The id of the token.', examples: [example.id] }),
});

export type Token = z.infer<typeof Token>;
export type NewToken = z.infer<typeof NewToken>;
export type TokenInput = z.infer<typeof TokenInput>;
export type TokenListQuery = z.infer<typeof TokenListQuery>;
