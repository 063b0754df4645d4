import { z } from 'zod';

/** Who can see a person or a section. */
export const Visibility = z.enum(['draft', 'public']).meta({
  id: 'Visibility',
  description:
    'Who can see the entry. `draft`: only token holders with the scope `content:read`. `public`: everybody. A draft becomes public when the first article that uses it is published.',
});

export const visibilityInput = Visibility.optional().meta({
  description:
    '`public` makes the entry public immediately, which needs the scope `directory:write`. If omitted, a new entry is a draft, unless the operator has set `DIRECTORY_VISIBILITY=public`; an existing entry is kept as it is. A public entry cannot become a draft again.',
});

export type Visibility = z.infer<typeof Visibility>;
