import { z } from 'zod';
import { instant } from '../../platform/fields/index.js';
import { pageParameters } from '../../platform/paging/index.js';

const example = {
  id: 'wq1u8Yb0sTzV0yXk3mJ4PA',
  type: 'article.published',
  at: '2026-11-26T12:00:00.000Z',
  subject: { type: 'article', id: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11', slug: 'night-ferry-returns' },
  tombstone: false,
};

const changeShape = {
  id: z.string().meta({ description: 'Where it lies in the log: a cursor for `after` and `Last-Event-ID`.' }),
  type: z.string().meta({ description: 'What has happened.' }),
  at: instant(),
  subject: z.object({
    type: z.string().meta({ description: 'What it has happened to: `article`, `section`, `person`.' }),
    id: z.uuid(),
    slug: z.string().nullable().meta({ description: 'The slug at that time, under which the public found it.' }),
  }),
  tombstone: z.boolean().meta({ description: 'The subject is gone from what the public sees.' }),
};

export const Change = z.object(changeShape).meta({
  id: 'Change',
  description: 'Something that has happened, without what it is now: read that at the address of the subject.',
  examples: [example],
});

const DeskChange = z
  .object({
    ...changeShape,
    actor: z.string().nullable().meta({ description: 'The name of the token that made the change.' }),
    payload: z.record(z.string(), z.unknown()).meta({ description: 'The data of the event, by its type.' }),
  })
  .meta({
    id: 'DeskChange',
    description: 'An event with its data and the token that caused it.',
    examples: [{ ...example, actor: 'The desk', payload: { id: example.subject.id, slug: example.subject.slug } }],
  });

const pageOfLog = <Item extends z.ZodType>(item: Item, id: string) =>
  z
    .object({
      data: z.array(item),
      page: z.object({
        next: z
          .string()
          .nullable()
          .meta({ description: 'Cursor of the next page; null when there is nothing more yet.' }),
        previous: z.null(),
        cursor: z
          .string()
          .meta({ description: 'Where to go on by and by, with `after`, whether there is more or not.' }),
      }),
    })
    .meta({ id, description: 'A page of the log of changes, the oldest first.' });

export const ChangeList = pageOfLog(Change, 'ChangeList');
export const DeskChangeList = pageOfLog(DeskChange, 'DeskChangeList');

const sharedParameters = {
  type: z
    .string()
    .max(2_000)
    .optional()
    .transform((value) => (value === undefined ? undefined : [...new Set(value.split(','))]))
    .meta({
      description: 'Only events of these types, separated by commas.',
      type: 'array',
      items: { type: 'string' },
      examples: ['article.published,article.unpublished'],
    }),
};

const cursor = z.string().min(1).max(100).optional();

export const ChangesQuery = z.strictObject({
  after: cursor.meta({
    description:
      'What comes after this cursor. From the oldest event that is kept when left out; `latest` gives an empty page, with the cursor from which to go on.',
    examples: ['latest'],
  }),
  limit: pageParameters.limit,
  ...sharedParameters,
});

export const StreamQuery = z.strictObject({
  after: cursor.meta({
    description: 'What comes after this cursor, and then what happens. From now on when left out.',
    examples: ['latest'],
  }),
  ...sharedParameters,
});

export const StreamHeaders = z.object({
  'last-event-id': z
    .string()
    .max(100)
    .optional()
    .meta({
      description: 'The `id` of the last event that has come: the stream goes on after it. It wins over `after`.',
      examples: ['latest'],
    }),
});

export const ChangeStream = z.string().meta({
  description:
    'Server-Sent Events: `id` is the cursor, `event` the type, `data` a Change as JSON. Lines that begin with a colon say nothing: one comes every 15 seconds, and `: live` once what had happened before has been sent.',
});

export type Change = z.infer<typeof Change>;
/** A change as either log shows it. */
export type LogEntry = z.infer<typeof Change> & Partial<z.infer<typeof DeskChange>>;
export type LogEntryPage = Omit<z.infer<typeof ChangeList>, 'data'> & { data: LogEntry[] };
export type ChangesQuery = z.output<typeof ChangesQuery>;
export type StreamQuery = z.output<typeof StreamQuery>;
/** The log of the public, or that of the desk. */
export type View = 'public' | 'desk';
