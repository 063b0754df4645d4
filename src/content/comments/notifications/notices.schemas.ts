import { z } from 'zod';

// The schema accepts a missing token, so that every wrong token is refused with the same message.
export const UnsubscribeQuery = z.strictObject({
  token: z
    .string()
    .max(200)
    .optional()
    .meta({
      description: 'The token from the link in an e-mail. It identifies the reader without an e-mail address.',
      examples: ['0197f3c0-9a00-7b6e-9c55-0d1f6f2a4b77.Zk3v0nq0Q2xJr1b8m5s7u9w2y4A6C8E0G2I4K6M8O0Q'],
    }),
});
