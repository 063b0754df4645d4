import { z } from 'zod';
import { dateTime, id, instant, text } from '../../platform/fields/index.js';
import { pageOf, pageParameters, sortByCreation } from '../../platform/paging/index.js';

const example = {
  id: '0197f3c0-8a10-7f7e-8f0f-2f3a4b5c6d7e',
  at: '2026-11-26T12:00:00.000Z',
  type: 'article.published',
  subjectId: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11',
  actor: 'Import script of the sports desk',
  tokenId: '0197f3c0-8a10-7f7e-8f0f-2f3a4b5c6d7f',
  userId: null,
  via: 'http',
  address: '192.0.2.7',
  requestId: '4b8e2f0a-5f0f-4c39-9d3a-0c5a6b7c8d9e',
  userAgent: 'curl/8.5.0',
  detail: { slug: 'night-ferry-returns', status: 'published', version: 2 },
};

export const AuditEntry = z
  .object({
    id: z.uuid(),
    at: instant().meta({ description: 'When the action happened.' }),
    type: z.string().meta({
      description:
        'The type of the event, such as `article.published`. For a refused request, it is `access.denied` if the token lacked a scope, and `access.unauthenticated` if the token was invalid.',
    }),
    subjectId: z
      .uuid()
      .nullable()
      .meta({ description: 'The id of the resource that the action is about. Null for refused requests.' }),
    actor: z.string().nullable().meta({
      description:
        'The name of the user or, for a token of the newsroom, of the token, at that time. `broadsheet` if Broadsheet itself acted. Null for invalid tokens.',
    }),
    tokenId: z.uuid().nullable().meta({ description: 'The id of the token. Null if no stored token was used.' }),
    userId: z
      .uuid()
      .nullable()
      .meta({ description: 'The id of the user. Null if the token belongs to the newsroom and not to a user.' }),
    via: z.string().meta({
      description:
        'How the action was started: `http`, `command` for the command line, or the name of a background job.',
    }),
    address: z.string().nullable().meta({ description: 'The network address of the client.' }),
    requestId: z.string().nullable().meta({ description: 'The `X-Request-Id` of the response.' }),
    userAgent: z.string().nullable().meta({ description: 'The `User-Agent` of the client, up to 200 characters.' }),
    detail: z
      .record(z.string(), z.unknown())
      .meta({ description: 'The data of the event. Its shape depends on `type`.' }),
  })
  .meta({ id: 'AuditEntry', description: 'An entry of the audit log.', examples: [example] });

export const AuditEntryList = pageOf(AuditEntry, 'AuditEntryList');

const filters = {
  actor: text(200)
    .optional()
    .meta({ description: 'Only entries with exactly this name of a user or token.', examples: ['The editor'] }),
  token: id()
    .optional()
    .meta({ description: 'Only entries of the token with this id.', examples: [example.tokenId] }),
  user: id()
    .optional()
    .meta({
      description: 'Only entries of the user with this id.',
      examples: ['0197f3c0-8c20-7d4e-9a1b-6c5d4e3f2a1b'],
    }),
  type: z
    .string()
    .regex(/^[a-z-]{1,60}\.[a-z-]{1,60}$/, 'must be a type such as article.published')
    .optional()
    .meta({ description: 'Only entries of this type.', examples: ['article.published'] }),
  subject: id()
    .optional()
    .meta({ description: 'Only entries about the resource with this id.', examples: [example.subjectId] }),
  address: z
    .union([z.ipv4(), z.ipv6()], { error: 'must be an IP address' })
    .optional()
    .meta({ description: 'The network address of the client.', type: 'string', examples: ['192.0.2.7'] }),
  since: dateTime().optional().meta({ description: 'Only entries at or after this time.' }),
  until: dateTime().optional().meta({ description: 'Only entries before this time.' }),
};

export const AuditQuery = z.strictObject({
  ...pageParameters,
  sort: sortByCreation,
  ...filters,
});

const FORMATS = ['ndjson', 'csv'] as const;

export const AuditExportQuery = z.strictObject({
  format: z
    .enum(FORMATS)
    .default('ndjson')
    .meta({ description: 'The format of the file: newline-delimited JSON or CSV.', examples: ['ndjson'] }),
  ...filters,
});

export const AuditLines = z.string().meta({ description: 'One audit entry per line, as JSON.' });
export const AuditTable = z
  .string()
  .meta({ description: 'CSV (RFC 4180) with a header line and one entry per record. `detail` is JSON.' });

export type AuditEntry = z.infer<typeof AuditEntry>;
export type AuditQuery = z.output<typeof AuditQuery>;
export type AuditExportQuery = z.output<typeof AuditExportQuery>;
export type AuditFilters = Omit<AuditExportQuery, 'format'>;
