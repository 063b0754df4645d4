import { z } from 'zod';

export const ExternalRef = z.strictObject({
  source: z
    .string()
    .min(1)
    .max(100)
    .meta({ description: 'The other system.', examples: ['wordpress'] }),
  id: z
    .string()
    .min(1)
    .max(500)
    .meta({ description: 'What it calls the thing.', examples: ['4711'] }),
});

export const unchangedField = z.boolean().meta({ description: 'Whether it was so already: then nothing was written.' });
