import { z } from 'zod';

export const ExportQuery = z.strictObject({
  format: z
    .enum(['ndjson', 'wxr'])
    .default('ndjson')
    .meta({
      description: 'The format: NDJSON with one comment per line, or WordPress XML (WXR).',
      examples: ['ndjson'],
    }),
  private: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true')
    .meta({
      description: 'Whether the file has the e-mail addresses of authors. Needs the scope `admin`.',
      examples: ['false'],
    }),
});

export const NdjsonExport = z
  .string()
  .meta({ description: 'One comment per line, with its article, as `broadsheet comments import` reads it.' });

export const WxrExport = z
  .string()
  .meta({ description: 'RSS 2.0 with WordPress extensions: one item per article, with its comments.' });

export type ExportQuery = z.output<typeof ExportQuery>;
