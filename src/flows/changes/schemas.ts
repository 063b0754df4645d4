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
  id: z.string().meta({
    description: 'The cursor of this change. Send it in `after` or `Last-Event-ID` to get the changes that follow.',
  }),
  type: z.string().meta({ description: 'The type of the event, such as `article.published`.' }),
  at: instant().meta({ description: 'When the change happened.' }),
  subject: z
    .object({
      type: z.string().meta({
        description:
          'The kind of resource: `article`, `section`, `person` or `list`. `GET /v1/desk/changes` also returns other kinds, such as `comment`.',
      }),
      id: z.uuid(),
      slug: z.string().nullable().meta({
        description: 'The slug of the resource at the time of the change. Null if the resource has no slug.',
      }),
    })
    .meta({ id: 'ChangeSubject', description: 'The resource that was changed.' }),
  tombstone: z.boolean().meta({ description: 'Whether the resource is no longer public after this change.' }),
};

export const Change = z.object(changeShape).meta({
  id: 'Change',
  description: 'A change of a resource. It does not contain the new content. Read the resource to get the content.',
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
    previous: z.null().meta({ description: 'Always null, because the log can only be read forwards.' }),
    cursor: z.string().meta({
      description:
        'The cursor of the end of this page. Store it and send it as `after` in the next request, even if `next` is null.',
    }),
  })
  .meta({ id: 'ChangePage', description: 'The cursors of a page of the log of changes.' });

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
      description: 'The types of events to return, separated by commas. The default is all types.',
      type: 'array',
      items: { type: 'string' },
      examples: ['article.published,article.unpublished'],
    }),
};

const cursor = z.string().min(1).max(100).optional();

export const ChangesQuery = z.strictObject({
  after: cursor.meta({
    description:
      'Returns the changes after this cursor. Without a cursor, the page begins with the oldest change in the log. `latest` returns an empty page with the cursor of the end of the log.',
    examples: ['latest'],
  }),
  limit: pageParameters.limit,
  ...sharedParameters,
});

export const StreamQuery = z.strictObject({
  after: cursor.meta({
    description:
      'The stream begins with the changes after this cursor. Without a cursor, it contains only new changes.',
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
      description:
        'The `id` of the last event that the client received. The stream continues after this event. Overrides `after`.',
      examples: ['latest'],
    }),
});

export const ChangeStream = z.string().meta({
  description:
    'Server-Sent Events. In each event, `id` is the cursor, `event` is the type of the change, and `data` is the change as JSON. Lines that begin with a colon are comments. The server sends an empty comment after 15 seconds without an event. It sends the comment `: live` when all earlier changes have been sent.',
});

export type Change = z.infer<typeof Change>;
/** A change in the public log or in the desk log. The latter has more members. */
export type LogEntry = z.infer<typeof Change> & Partial<z.infer<typeof DeskChange>>;
export type LogEntryPage = Omit<z.infer<typeof ChangeList>, 'data'> & { data: LogEntry[] };
export type ChangesQuery = z.output<typeof ChangesQuery>;
export type StreamQuery = z.output<typeof StreamQuery>;
/** Selects the public log or the desk log. */
export type View = 'public' | 'desk';
