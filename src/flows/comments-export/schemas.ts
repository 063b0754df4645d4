import { z } from 'zod';

export const ExportQuery = z.strictObject({
  format: z
    .enum(['ndjson', 'wxr'])
    .default('ndjson')
    .meta({
      description: 'The format of the file: NDJSON with one comment per line, or WordPress XML (WXR).',
      examples: ['ndjson'],
    }),
  private: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true')
    .meta({
      description: 'Whether to include the e-mail addresses of comment authors. `true` also needs the scope `admin`.',
      examples: ['false'],
    }),
});

export const NdjsonExport = z.string().meta({
  description: 'One comment per line, with its article. `broadsheet comments import` can import this format.',
});

export const WxrExport = z.string().meta({
  description: 'RSS 2.0 with WordPress extensions. It has one item for each article, with the comments on it.',
});

export type ExportQuery = z.output<typeof ExportQuery>;
