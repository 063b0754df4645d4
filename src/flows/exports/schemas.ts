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
        'The format of the file. `ndjson` has one article per line, and `broadsheet import` can import it. `ninjs` has one IPTC ninjs item per line. `wxr` is WordPress XML.',
      examples: ['ndjson'],
    }),
  status: z
    .enum(STATUSES)
    .default('published')
    .meta({
      description:
        'The status of the articles to export. Published articles are exported as readers see them. Articles with another status are exported as draft copies. The format `ninjs` supports only published articles.',
      examples: ['published'],
    }),
  section: reference()
    .optional()
    .meta({
      description: 'The id or slug of a section. Exports only articles in this section or in a section below it.',
      examples: ['world'],
    }),
  'updatedAt[gte]': dateTime()
    .optional()
    .meta({
      description: 'Exports only articles that were changed at or after this time.',
      examples: ['2017-07-07T00:00:00Z'],
    }),
});

export const LinesExport = z.string().meta({
  description:
    'One article per line, in the format that `broadsheet import` reads. With `format=ninjs`, each line is an IPTC ninjs 3.1 item.',
});

export const WxrExport = z.string().meta({
  description: 'RSS 2.0 with WordPress extensions. It has one item for each article and one for each lead image.',
});

export type ExportQuery = z.output<typeof ExportQuery>;
