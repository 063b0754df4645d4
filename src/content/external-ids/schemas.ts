import { z } from 'zod';

export const ExternalRef = z.strictObject({
  source: z
    .string()
    .min(1)
    .max(100)
    .meta({ description: 'The name of the other system.', examples: ['wordpress'] }),
  id: z
    .string()
    .min(1)
    .max(500)
    .meta({ description: 'The id in the other system.', examples: ['4711'] }),
});

export const unchangedField = z.boolean().meta({ description: 'Whether the request changed nothing.' });
