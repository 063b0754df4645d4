import type { StoredPurpose } from './lib/sealer.js';
import type { EncryptedColumn } from './platform/db/index.js';

/** A column for each purpose for which values are stored encrypted. By them, a copy recognises the key of a newsroom. */
const columns: Record<StoredPurpose, Omit<EncryptedColumn, 'purpose'>> = {
  'webhooks: secret': { table: 'webhooks', column: 'secret', type: 'bytea' },
  idempotency: { table: 'idempotency_keys', column: 'answer', type: 'bytea' },
  'comments: e-mail': { table: 'comments', column: 'author_email', type: 'text' },
};

export const encryptedColumns: readonly EncryptedColumn[] = Object.entries(columns).map(([purpose, column]) => ({
  ...column,
  purpose: purpose as StoredPurpose,
}));
