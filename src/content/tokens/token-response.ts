import type { Scope } from '../../platform/auth/index.js';
import type { Token } from './schemas.js';
import type { TokenRow } from './store.js';

/** Returns a token as the API shows it. */
export function toToken(row: TokenRow): Token {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind as Token['kind'],
    user: row.user === null ? null : { id: row.user.id, name: row.user.name },
    scopes: row.scopes as Scope[],
    sections: row.sections === null ? null : [...row.sections],
    ownOnly: row.ownOnly,
    hiddenFields: row.hiddenFields,
    readOnlyFields: row.readOnlyFields,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy === null ? null : { tokenId: row.parentId, name: row.createdBy },
  };
}
