import { z } from 'zod';

export const ExportQuery = z.strictObject({
  format: z
    .enum(['ndjson', 'wxr'])
    .default('ndjson')
    .meta({ description: 'NDJSON with a comment a line, or the XML of WordPress (WXR).', examples: ['ndjson'] }),
  private: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true')
    .meta({
      description: "Whether authors' e-mail addresses are in it, which needs the scope admin as well.",
      examples: ['false'],
    }),
});

export const NdjsonExport = z
  .string()
  .meta({ description: 'A comment a line, with its article, as `broadsheet comments import` takes it.' });

export const WxrExport = z
  .string()
  .meta({ description: 'RSS 2.0 with the extensions of WordPress: an item for each article, with its comments.' });

export type ExportQuery = z.output<typeof ExportQuery>;
