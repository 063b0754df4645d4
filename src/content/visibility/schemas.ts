import { z } from 'zod';
import { commaList } from '../../platform/fields/index.js';

const VISIBILITIES = ['draft', 'public'] as const;

/** Who can see a person or a section. */
export const Visibility = z.enum(VISIBILITIES).meta({
  id: 'Visibility',
  description:
    'Who can see the section, person or asset. `draft`: only token holders with the scope `content:read`. `public`: everybody. A draft section or person becomes public when the first article that refers to it is published.',
});

export const visibilityInput = Visibility.optional().meta({
  description:
    '`public` makes the section or person public immediately, which needs the scope `directory:write`. If omitted, an existing entry keeps its visibility, and a new entry is a draft. If the operator has set `DIRECTORY_VISIBILITY=public`, new entries are public if the token has the scope `directory:write`. A public entry cannot become a draft again.',
});

/** A query parameter that selects people or sections. */
export const visibilityFilter = z
  .enum(VISIBILITIES)
  .optional()
  .meta({ description: 'Returns only entries with this visibility.', examples: ['draft'] });

/** The query parameter `fields` of a person or a section. */
export const directoryFields = (schema: z.ZodObject) =>
  commaList(schema.keyof().options as [string, ...string[]])
    .optional()
    .meta({
      description: 'The properties to return. By default, all properties are returned.',
      examples: ['id,slug,name'],
    });

/** The public sees public people and sections only. The desk sees drafts, too. */
export type View = 'public' | 'desk';

export type Visibility = z.infer<typeof Visibility>;
