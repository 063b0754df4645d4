import { z } from 'zod';
import { SCOPES } from '../../platform/auth/index.js';
import { dateTime, id, instant, nameText } from '../../platform/fields/index.js';
import { pageOf, pageParameters, sortByCreation } from '../../platform/paging/index.js';
import { roleName, tokenScope } from '../roles/index.js';
import { sectionLimitEffect, sectionLimitInput, sectionLimitOutput } from '../section-limits/index.js';

const example = {
  id: '0197f3c0-8a10-7f7e-8f0f-2f3a4b5c6d7e',
  name: 'Import script of the sports desk',
  kind: 'api' as const,
  user: null,
  scopes: ['content:read', 'content:write', 'import'],
  sections: null,
  ownOnly: false,
  hiddenFields: [],
  readOnlyFields: [],
  expiresAt: '2027-01-01T00:00:00.000Z',
  lastUsedAt: null,
  createdAt: '2026-11-24T09:00:00.000Z',
  createdBy: { tokenId: '0197f3c0-8a10-7f7e-8f0f-2f3a4b5c6d70', name: 'First administrator' },
};

export const Token = z
  .object({
    id: z.uuid(),
    name: z.string().meta({
      description: 'The name of the token. The audit log and revisions show it, or the name of the user if it has one.',
    }),
    kind: z.enum(['api', 'session']).meta({
      description: '`api` for a token that was created on request, `session` for a browser that has signed in.',
    }),
    user: z.object({ id: z.uuid(), name: z.string() }).nullable().meta({
      description:
        'The user to whom the token belongs. The token never has more rights than the user has now. Null for a token of the newsroom.',
    }),
    scopes: z.array(tokenScope).meta({
      description:
        'The scopes that were given to the token. `admin` includes all other scopes. The token of a user has at most the rights that the user has now, and `GET /v1/me` shows those.',
    }),
    sections: sectionLimitOutput()
      .nullable()
      .meta({
        description: `The sections to which the token is limited. Null if there is no limit. ${sectionLimitEffect} A section that is deleted leaves the list. With an empty list, the token may change nothing.`,
      }),
    ownOnly: z.boolean().meta({
      description: 'Whether the token may only read and change own articles, even if its user may do more.',
    }),
    hiddenFields: z.array(z.string()).meta({ description: 'The fields that the token can neither read nor change.' }),
    readOnlyFields: z.array(z.string()).meta({ description: 'The fields that the token can read but not change.' }),
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
    name: nameText(200).meta({ description: 'A name that no other valid token has, up to 200 characters.' }),
    role: roleName().optional().meta({
      description:
        'The role that determines the scopes and limits of the token. The token keeps them when the role changes. Send either `role` or `scopes`.',
    }),
    scopes: z.array(tokenScope).min(1).max(SCOPES.length).optional().meta({
      description: 'The scopes of the token. Send either `role` or `scopes`.',
    }),
    sections: sectionLimitInput().meta({
      description: `The ids or slugs of the sections to which the token is limited, at most 100. ${sectionLimitEffect} They must be within the limit of the token of the request. Null or omitted means the same limit as that of the token of the request, or no limit if it has none.`,
    }),
    ownOnly: z.boolean().optional().meta({
      description: 'Whether the token may only read and change own articles, even if its role does not say so.',
    }),
    owner: z.enum(['me', 'newsroom']).optional().meta({
      description:
        'To whom the token belongs. A token of yours ends with your account, and never has more rights than you have. A token of the newsroom stays when you leave, and needs the scope `tokens`. The default is `me` if you are a user, and else `newsroom`.',
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
    name: z.string().meta({ description: 'The name of the user or of the token, or `anonymous`.' }),
    userId: z.uuid().nullable().meta({ description: 'The id of the user. Null if the token belongs to no user.' }),
    tokenId: z.uuid().nullable().meta({
      description: 'The id of the token. Null without a token that is stored, as for `ADMIN_TOKEN`.',
    }),
    scopes: z.array(tokenScope).meta({ description: 'What the token may do. `admin` includes all other scopes.' }),
    sections: sectionLimitOutput().nullable().meta({
      description: 'The sections outside of which you may change nothing. Null if there is no limit.',
    }),
    ownOnly: z.boolean().meta({ description: 'Whether you may only read and change your own articles.' }),
    hiddenFields: z.array(z.string()).meta({ description: 'The fields that you can neither read nor change.' }),
    readOnlyFields: z.array(z.string()).meta({ description: 'The fields that you can read but not change.' }),
  })
  .meta({
    id: 'Me',
    description: 'The user or the token of the request, with its rights.',
    examples: [
      {
        anonymous: false,
        name: 'Import script of the sports desk',
        tokenId: example.id,
        userId: null,
        scopes: example.scopes,
        sections: null,
        ownOnly: false,
        hiddenFields: [],
        readOnlyFields: [],
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
