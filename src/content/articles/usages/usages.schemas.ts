import { z } from 'zod';
import { pageOf, pageParameters } from '../../../platform/paging/index.js';
import { articleStatus } from '../schemas.js';

export const UsageListQuery = z.strictObject(pageParameters);

const AssetUsage = z
  .object({
    id: z.uuid().meta({ description: 'The id of the article.' }),
    slug: z.string().meta({ description: 'The slug of the draft copy.' }),
    headline: z.string().meta({ description: 'The headline of the draft copy.' }),
    status: articleStatus,
    fields: z
      .array(z.enum(['leadImage', 'body']))
      .meta({ description: 'The fields of the article that show the asset, in any of these copies.' }),
    inDraft: z.boolean().meta({ description: 'Whether the draft copy shows the asset.' }),
    inPublication: z.boolean().meta({ description: 'Whether the published article shows the asset.' }),
    inSchedule: z.boolean().meta({ description: 'Whether the revision that will be published shows the asset.' }),
  })
  .meta({
    id: 'AssetUsage',
    description: 'An article that shows an asset.',
    examples: [
      {
        id: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11',
        slug: 'two-presidents-meet-in-hamburg',
        headline: 'Two presidents meet in Hamburg',
        status: 'published',
        fields: ['leadImage'],
        inDraft: true,
        inPublication: true,
        inSchedule: false,
      },
    ],
  });

export const AssetUsageList = pageOf(AssetUsage, 'AssetUsageList');

export type UsageListQuery = z.infer<typeof UsageListQuery>;
export type AssetUsage = z.infer<typeof AssetUsage>;
