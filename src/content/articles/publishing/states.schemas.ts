import { z } from 'zod';
import { dateTime, reference, text } from '../../../platform/fields/index.js';
import { UPDATE_TYPES } from '../schemas.js';

export const PublishInput = z
  .strictObject({
    updateType: z.enum(UPDATE_TYPES).optional().meta({
      description:
        'Whether the change is major or minor. Use `minor` for small changes of a published article. They do not change the `updatedAt` that readers see. The default is `major`.',
    }),
    at: dateTime().optional().meta({
      description:
        'The time of publication, for articles from another system. It must not be in the future. By default, a published article keeps its time of publication, and other articles get the current time. Needs the scope `import`.',
    }),
  })
  .meta({
    id: 'PublishArticle',
    description: 'Options for publishing an article. All are optional.',
    examples: [{ updateType: 'minor' }],
  });

export const ScheduleInput = z
  .strictObject({
    at: dateTime().nullable().optional().meta({
      description: 'When to publish the article or its unpublished changes. Null cancels a planned publication.',
    }),
    unpublishAt: dateTime()
      .nullable()
      .optional()
      .meta({ description: 'When to unpublish the article. Null cancels a planned unpublishing.' }),
  })
  .refine(({ at, unpublishAt }) => at !== undefined || unpublishAt !== undefined, 'must contain `at` or `unpublishAt`')
  .meta({
    id: 'ScheduleArticle',
    description: 'The planned changes of state. Send `at`, `unpublishAt` or both. A time that you omit is not changed.',
    examples: [{ at: '2030-01-01T05:00:00Z', unpublishAt: '2030-02-01T05:00:00Z' }],
  });

export const EmbargoInput = z
  .strictObject({
    until: dateTime().nullable().meta({
      description:
        'When the embargo ends. The time must be in the future, at most ten years ahead. Null lifts the embargo.',
    }),
  })
  .meta({ id: 'EmbargoArticle', description: 'The embargo to set.', examples: [{ until: '2030-01-01T05:00:00Z' }] });

export const KillInput = z
  .strictObject({
    reason: text(500).meta({ description: 'The reason that readers see, up to 500 characters.' }),
    note: text(2_000).nullable().optional().meta({ description: 'A note for editors, up to 2,000 characters.' }),
  })
  .meta({
    id: 'KillArticle',
    description: 'The reason for killing an article.',
    examples: [{ reason: 'This article was published in error.', note: 'The agency has withdrawn it.' }],
  });

/** The article that gets an embargo or a review: the example is a draft. */
export const UnpublishedArticleRef = z.strictObject({
  ref: reference().meta({ description: 'The id or slug of the article.', examples: ['an-offer-waits-at-panmunjom'] }),
});

export type PublishInput = z.output<typeof PublishInput>;
export type ScheduleInput = z.output<typeof ScheduleInput>;
export type EmbargoInput = z.output<typeof EmbargoInput>;
export type KillInput = z.output<typeof KillInput>;
