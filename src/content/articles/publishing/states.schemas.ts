import { z } from 'zod';
import { dateTime, text } from '../../../platform/fields/index.js';
import { UPDATE_TYPES } from '../schemas.js';

export const PublishInput = z
  .strictObject({
    updateType: z.enum(UPDATE_TYPES).optional().meta({
      description:
        'A minor change of what is published, such as of a comma, does not move `updatedAt` in public. Major when left out.',
    }),
    at: dateTime().optional().meta({
      description: 'When it was published, for a story that comes from elsewhere. Needs the scope import.',
    }),
  })
  .meta({ id: 'PublishArticle', description: 'How an article is published.', examples: [{ updateType: 'minor' }] });

export const ScheduleInput = z
  .strictObject({
    at: dateTime()
      .nullable()
      .optional()
      .meta({ description: 'When it is published, or published again; null when it is not.' }),
    unpublishAt: dateTime()
      .nullable()
      .optional()
      .meta({ description: 'When it leaves the newsstand; null when it does not.' }),
  })
  .refine(({ at, unpublishAt }) => at !== undefined || unpublishAt !== undefined, 'must contain at or unpublishAt')
  .meta({
    id: 'ScheduleArticle',
    description: 'What is planned. What is left out stays as it is, null takes it away.',
    examples: [{ at: '2030-01-01T05:00:00Z', unpublishAt: '2030-02-01T05:00:00Z' }],
  });

export const EmbargoInput = z
  .strictObject({
    until: dateTime().nullable().meta({ description: 'Nothing makes it public before; null lifts the embargo.' }),
  })
  .meta({ id: 'EmbargoArticle', description: 'An embargo.', examples: [{ until: '2030-01-01T05:00:00Z' }] });

export const KillInput = z
  .strictObject({
    reason: text(500).meta({ description: 'What readers are told.' }),
    note: text(2_000).nullable().optional().meta({ description: 'What the desk is told.' }),
  })
  .meta({
    id: 'KillArticle',
    description: 'Why an article is killed.',
    examples: [{ reason: 'This story was published in error.', note: 'The wire has withdrawn it.' }],
  });

export type PublishInput = z.output<typeof PublishInput>;
export type ScheduleInput = z.output<typeof ScheduleInput>;
export type EmbargoInput = z.output<typeof EmbargoInput>;
export type KillInput = z.output<typeof KillInput>;
