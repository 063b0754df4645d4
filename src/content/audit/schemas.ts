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
  via: 'http',
  address: '192.0.2.7',
  requestId: '4b8e2f0a-5f0f-4c39-9d3a-0c5a6b7c8d9e',
  userAgent: 'curl/8.5.0',
  detail: { slug: 'night-ferry-returns', status: 'published', version: 2 },
};

export const AuditEntry = z
  .object({
    id: z.uuid(),
    at: instant(),
    type: z.string().meta({
      description:
        'What was done: the type of an event, or `access.denied` for a token that lacks a scope, `access.unauthenticated` for what is no token.',
    }),
    subjectId: z.uuid().nullable().meta({ description: 'What it was done to.' }),
    actor: z.string().nullable().meta({ description: 'Name of the token, at that time; `broadsheet` for itself.' }),
    tokenId: z.uuid().nullable(),
    via: z.string().meta({
      description: '`http`, `command` for the command line, or the name of what Broadsheet does by itself.',
    }),
    address: z.string().nullable().meta({ description: 'The network address that it came from.' }),
    requestId: z.string().nullable().meta({ description: 'The `X-Request-Id` of the answer.' }),
    userAgent: z.string().nullable().meta({ description: 'What the client calls itself, of 200 characters at most.' }),
    detail: z.record(z.string(), z.unknown()).meta({ description: 'What the event says, by its type.' }),
  })
  .meta({ id: 'AuditEntry', description: 'Who did what to what, from where.', examples: [example] });

export const AuditEntryList = pageOf(AuditEntry, 'AuditEntryList');

const filters = {
  actor: text(200)
    .optional()
    .meta({ description: 'Name of the token.', examples: ['The editor'] }),
  token: id()
    .optional()
    .meta({ description: 'Id of the token.', examples: [example.tokenId] }),
  type: z
    .string()
    .regex(/^[a-z-]{1,60}\.[a-z-]{1,60}$/, 'must be a type such as article.published')
    .optional()
    .meta({ description: 'What was done.', examples: ['article.published'] }),
  subject: id()
    .optional()
    .meta({ description: 'Id of what it was done to.', examples: [example.subjectId] }),
  address: z
    .union([z.ipv4(), z.ipv6()], { error: 'must be an IP address' })
    .optional()
    .meta({ description: 'The network address that it came from.', type: 'string', examples: ['192.0.2.7'] }),
  since: dateTime().optional().meta({ description: 'At this time or later.' }),
  until: dateTime().optional().meta({ description: 'Before this time.' }),
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
    .meta({ description: 'An entry a line, as JSON or as comma-separated values.', examples: ['ndjson'] }),
  ...filters,
});

export const AuditLines = z.string().meta({ description: 'An entry a line, as JSON.' });
export const AuditTable = z
  .string()
  .meta({ description: 'RFC 4180: a line of names, then an entry a line; `detail` is JSON.' });

export type AuditEntry = z.infer<typeof AuditEntry>;
export type AuditQuery = z.output<typeof AuditQuery>;
export type AuditExportQuery = z.output<typeof AuditExportQuery>;
export type AuditFilters = Omit<AuditExportQuery, 'format'>;
