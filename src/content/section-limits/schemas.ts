import { z } from 'zod';
import { reference } from '../../platform/fields/index.js';

/** The maximum number of sections to which a token or user can be limited. */
const maxSections = 100;

const limitSection = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    path: z.string().meta({ description: 'The slugs from the root to this section, joined by `/`.' }),
  })
  .meta({
    id: 'TokenSection',
    description: 'A section to which a token or user is limited.',
    examples: [{ id: '0197f3c0-7e19-7c0d-8a41-5be1d2c3f4a5', slug: 'sport', name: 'Sport', path: 'sport' }],
  });

/** The sections of a limit, in responses. */
export const sectionLimitOutput = () => z.array(limitSection);

/** The sections of a limit, in requests. */
export const sectionLimitInput = () => z.array(reference()).min(1).max(maxSections).nullable().optional();

export const sectionLimitEffect =
  'The limit includes the sections below them. It limits what may be changed, not what may be read. Articles in these sections may be changed with their locks, corrections, mentions and preview links, the comments on these articles, and the comment policies of these articles and sections. All other changes are refused with 403 `outside-sections`.';
