import { z } from 'zod';
import { nameText, partialDate } from '../../platform/fields/index.js';

const ALIAS_KINDS = ['alias', 'former', 'transliteration', 'initials', 'nickname'] as const;

const span = {
  from: z.string().nullable().meta({
    description:
      'The first day on which the name was used or the office was held, as YYYY, YYYY-MM or YYYY-MM-DD. Null if not known.',
  }),
  to: z.string().nullable().meta({
    description:
      'The last day on which the name was used or the office was held, as YYYY, YYYY-MM or YYYY-MM-DD. Null if not known, or if the name or office is still current.',
  }),
};
const spanInput = {
  from: partialDate().nullable().optional().meta({
    description: 'The first day on which the name was used or the office was held, as YYYY, YYYY-MM or YYYY-MM-DD.',
  }),
  to: partialDate().nullable().optional().meta({
    description: 'The last day on which the name was used or the office was held, as YYYY, YYYY-MM or YYYY-MM-DD.',
  }),
};

const aliasKind = z.enum(ALIAS_KINDS).meta({
  id: 'AliasKind',
  description:
    'The kind of an alternative name. `former`: an earlier name, such as a birth name. `transliteration`: the name in another script or spelling. `alias`: any other name.',
});
const organisation = 'The organisation to which the office belongs. Null if there is none.';

export const PersonAlias = z
  .object({ name: z.string().meta({ description: 'The name as it is printed.' }), kind: aliasKind, ...span })
  .meta({
    id: 'PersonAlias',
    description: 'Another name of a person, with the time during which it was used.',
    examples: [{ name: 'Angela Dorothea Kasner', kind: 'former', from: null, to: '1977' }],
  });
export const PersonRole = z
  .object({
    title: z.string().meta({ description: 'The title of the office.' }),
    organisation: z.string().nullable().meta({ description: organisation }),
    ...span,
  })
  .meta({
    id: 'PersonRole',
    description: 'An office, with the time during which the person held it.',
    examples: [
      {
        title: 'Federal Chancellor',
        organisation: 'Federal Government of Germany',
        from: '2005-11-22',
        to: '2021-12-08',
      },
    ],
  });

export const aliasInput = z
  .strictObject({
    name: nameText(200).meta({ description: 'The name as it is printed, up to 200 characters.' }),
    kind: aliasKind,
    ...spanInput,
  })
  .meta({ id: 'PersonAliasWrite', description: 'Another name of a person.' });
export const roleInput = z
  .strictObject({
    title: nameText(200).meta({ description: 'The title of the office, up to 200 characters.' }),
    organisation: nameText(200).nullable().optional().meta({ description: organisation }),
    ...spanInput,
  })
  .meta({ id: 'PersonRoleWrite', description: 'An office that a person holds or held.' });

export type PersonAlias = z.infer<typeof PersonAlias>;
export type PersonRole = z.infer<typeof PersonRole>;
