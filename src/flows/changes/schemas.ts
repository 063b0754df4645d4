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
  id: z.string().meta({ description: 'The position in the log. Use it as a cursor in `after` and `Last-Event-ID`.' }),
  type: z.string().meta({ description: 'The type of the event, such as `article.published`.' }),
  at: instant().meta({ description: 'When it happened.' }),
  subject: z
    .object({
      type: z.string().meta({
        description:
          'The kind of resource: `article`, `section`, `person`; on the desk also others, such as `comment`.',
      }),
      id: z.uuid(),
      slug: z.string().nullable().meta({ description: 'The slug that the resource had then. Null if it has none.' }),
    })
    .meta({ id: 'ChangeSubject', description: 'The resource that was changed.' }),
  tombstone: z.boolean().meta({ description: 'Whether the subject is no longer public.' }),
};

export const Change = z.object(changeShape).meta({
  id: 'Change',
  description: 'A change of a resource. It does not contain the resource: read that at its own address.',
  examples: [example],
});

const DeskChange = z
  .object({
    ...changeShape,
    actor: z.string().nullable().meta({ description: 'The name of the token that caused the event.' }),
    payload: z
      .record(z.string(), z.unknown())
      .meta({ description: 'The data of the event. Its shape depends on `type`.' }),
  })
  .meta({
    id: 'DeskChange',
    description: 'An event with its data and the token that caused it.',
    examples: [{ ...example, actor: 'The desk', payload: { id: example.subject.id, slug: example.subject.slug } }],
  });

const ChangePage = z
  .object({
    next: z
      .string()
      .nullable()
      .meta({ description: 'The cursor of the next page. Null if there are no more changes yet.' }),
    previous: z.null().meta({ description: 'Always null: the log is read forwards only.' }),
    cursor: z.string().meta({
      description: 'The cursor to store and send as `after`, whether there are more changes now or not.',
    }),
  })
  .meta({ id: 'ChangePage', description: 'The position of a page in the log.' });

const pageOfLog = <Item extends z.ZodType>(item: Item, id: string) =>
  z
    .object({
      data: z.array(item),
      page: ChangePage,
    })
    .meta({ id, description: 'A page of the log of changes, oldest first.' });

export const ChangeList = pageOfLog(Change, 'ChangeList');
export const DeskChangeList = pageOfLog(DeskChange, 'DeskChangeList');

const sharedParameters = {
  type: z
    .string()
    .max(2_000)
    .optional()
    .transform((value) => (value === undefined ? undefined : [...new Set(value.split(','))]))
    .meta({
      description: 'Only events of these types, separated by commas. All types by default.',
      type: 'array',
      items: { type: 'string' },
      examples: ['article.published,article.unpublished'],
    }),
};

const cursor = z.string().min(1).max(100).optional();

export const ChangesQuery = z.strictObject({
  after: cursor.meta({
    description:
      'Returns the changes after this cursor. The default is the oldest change that is kept. `latest` returns an empty page with the cursor of the end of the log.',
    examples: ['latest'],
  }),
  limit: pageParameters.limit,
  ...sharedParameters,
});

export const StreamQuery = z.strictObject({
  after: cursor.meta({
    description: 'Sends the changes after this cursor first. The default is to send new changes only.',
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
      description: 'The `id` of the last event that was received. The stream continues after it. Overrides `after`.',
      examples: ['latest'],
    }),
});

export const ChangeStream = z.string().meta({
  description:
    'Server-Sent Events. `id` is the cursor, `event` the type, and `data` the change as JSON. Lines that begin with a colon are comments: one is sent after 15 seconds without an event, and `: live` when all earlier changes have been sent.',
});

export type Change = z.infer<typeof Change>;
/** A change in the public log or in the desk log. The latter has more members. */
export type LogEntry = z.infer<typeof Change> & Partial<z.infer<typeof DeskChange>>;
export type LogEntryPage = Omit<z.infer<typeof ChangeList>, 'data'> & { data: LogEntry[] };
export type ChangesQuery = z.output<typeof ChangesQuery>;
export type StreamQuery = z.output<typeof StreamQuery>;
/** Selects the public log or the desk log. */
export type View = 'public' | 'desk';
