import { z } from 'zod';
import { STATUSES } from '../../content/articles/index.js';
import { dateTime, reference } from '../../platform/fields/index.js';
import { FORMATS } from './formats/index.js';

export const ExportQuery = z.strictObject({
  format: z
    .enum(FORMATS)
    .default('ndjson')
    .meta({
      description:
        'The format: NDJSON with one article per line, as `broadsheet import` reads it; IPTC ninjs with one item per line; or WordPress XML (WXR).',
      examples: ['ndjson'],
    }),
  status: z
    .enum(STATUSES)
    .default('published')
    .meta({
      description:
        'The status of the articles. Published articles are exported as readers see them, others as draft copies. ninjs has published articles only.',
      examples: ['published'],
    }),
  section: reference()
    .optional()
    .meta({ description: 'Articles in this section or a section below it, by id or slug.', examples: ['world'] }),
  'updatedAt[gte]': dateTime()
    .optional()
    .meta({ description: 'Articles changed at or after this time.', examples: ['2017-07-07T00:00:00Z'] }),
});

export const LinesExport = z.string().meta({
  description: 'One article per line, as `broadsheet import` reads it or, with `format=ninjs`, as IPTC ninjs 3.1.',
});

export const WxrExport = z
  .string()
  .meta({ description: 'RSS 2.0 with WordPress extensions: one item per article and per lead picture.' });

export type ExportQuery = z.output<typeof ExportQuery>;
