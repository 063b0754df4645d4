import { z } from 'zod';
import { ROLES, type Role, SCOPES } from '../../platform/auth/index.js';
import { dateTime, id, instant, text } from '../../platform/fields/index.js';
import { pageOf, pageParameters, sortByCreation } from '../../platform/paging/index.js';

const scope = z.enum(SCOPES);
const roles = Object.keys(ROLES) as [Role, ...Role[]];

const example = {
  id: '0197f3c0-8a10-7f7e-8f0f-2f3a4b5c6d7e',
  name: 'Import script of the sports desk',
  scopes: ['content:read', 'content:write', 'import'],
  expiresAt: '2027-01-01T00:00:00.000Z',
  lastUsedAt: null,
  createdAt: '2026-11-24T09:00:00.000Z',
  createdBy: { tokenId: '0197f3c0-8a10-7f7e-8f0f-2f3a4b5c6d70', name: 'First administrator' },
};

export const Token = z
  .object({
    id: z.uuid(),
    name: z.string(),
    scopes: z.array(scope),
    expiresAt: instant().nullable(),
    lastUsedAt: instant().nullable().meta({ description: 'Exact to a minute.' }),
    createdAt: instant(),
    createdBy: z
      .object({
        tokenId: z
          .uuid()
          .nullable()
          .meta({ description: 'The token with which it is revoked; null for one that the operator made.' }),
        name: z.string().nullable(),
      })
      .nullable()
      .meta({ description: 'Who made it; null where that is not known any more.' }),
  })
  .meta({ id: 'Token', description: 'What is known of a token; never the token itself.', examples: [example] });

export const NewToken = Token.extend({
  token: z.string().meta({ description: 'The token: shown this once, kept nowhere.' }),
}).meta({ id: 'NewToken', description: 'A token that was just made.', examples: [{ ...example, token: 'bs_Vt0…' }] });

export const TokenList = pageOf(Token, 'TokenList');

export const TokenInput = z
  .strictObject({
    name: text(200).meta({ description: 'No two valid tokens have the same.' }),
    role: z.enum(roles).optional().meta({ description: 'A named set of scopes; send either this or `scopes`.' }),
    scopes: z.array(scope).min(1).max(SCOPES.length).optional(),
    expiresAt: dateTime().nullable().optional().meta({
      description:
        'From this time on it is refused. Not after the time at which the token that makes it expires. Null or left out: when that one expires, and never if that one does not.',
    }),
  })
  .refine(({ role, scopes }) => (role === undefined) !== (scopes === undefined), {
    path: ['scopes'],
    error: 'is required if role is missing, and must not be sent together with role',
  })
  .meta({
    id: 'TokenWrite',
    description: 'What a new token is to be.',
    examples: [{ name: 'Import script of the sports desk', role: 'importer' }],
  });

export const Me = z
  .object({
    anonymous: z.boolean(),
    name: z.string(),
    tokenId: z.uuid().nullable(),
    scopes: z.array(scope),
  })
  .meta({
    id: 'Me',
    description: 'Who the server takes the caller for.',
    examples: [
      { anonymous: false, name: 'Import script of the sports desk', tokenId: example.id, scopes: example.scopes },
    ],
  });

export const TokenListQuery = z.strictObject({
  ...pageParameters,
  sort: sortByCreation,
});

export const TokenId = z.strictObject({ id: id().meta({ description: 'Id of the token.', examples: [example.id] }) });

export type Token = z.infer<typeof Token>;
export type NewToken = z.infer<typeof NewToken>;
export type TokenInput = z.infer<typeof TokenInput>;
export type TokenListQuery = z.infer<typeof TokenListQuery>;
