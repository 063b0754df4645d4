import { z } from 'zod';
import { text } from '../../platform/fields/index.js';

/** The id of an entity in another system. Each pair belongs to one entity. */
export const ExternalId = z
  .object({
    source: z.string().meta({ description: 'The name of the other system, such as `wordpress`.' }),
    id: z.string().meta({ description: 'The id in the other system.' }),
  })
  .meta({ id: 'ExternalId', description: 'The id of a resource in another system.' });

/** An external id in requests. */
export const externalIdInput = z
  .strictObject({
    source: text(100).meta({ description: 'The name of the other system, such as `wordpress`.' }),
    id: text(500).meta({ description: 'The id in the other system.' }),
  })
  .meta({ id: 'ExternalIdWrite', description: 'The id of a resource in another system.' });

/** An external id in an address. It is compared in the normalisation form C, in which external ids are stored. */
export const ExternalRef = z.strictObject({
  source: z
    .string()
    .min(1)
    .max(100)
    .normalize('NFC')
    .meta({ description: 'The name of the other system.', examples: ['wordpress'] }),
  id: z
    .string()
    .min(1)
    .max(500)
    .normalize('NFC')
    .meta({ description: 'The id in the other system.', examples: ['4711'] }),
});

export const unchangedField = z
  .boolean()
  .meta({ description: 'Whether the request changed nothing, because the resource already had this content.' });

export type ExternalId = z.infer<typeof ExternalId>;
