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
        'NDJSON with a story a line as `broadsheet import` takes it, IPTC ninjs with an item a line, or the XML of WordPress (WXR).',
      examples: ['ndjson'],
    }),
  status: z
    .enum(STATUSES)
    .default('published')
    .meta({
      description:
        'Those in this state. Of published stories it is what readers see, of others the working copy; ninjs has published ones alone.',
      examples: ['published'],
    }),
  section: reference()
    .optional()
    .meta({ description: 'In this section or one below it, by id or slug.', examples: ['world'] }),
  'updatedAt[gte]': dateTime()
    .optional()
    .meta({ description: 'Changed at this time or later.', examples: ['2017-07-07T00:00:00Z'] }),
});

export const LinesExport = z
  .string()
  .meta({ description: 'A story a line, as `broadsheet import` takes it, or with format=ninjs as IPTC ninjs 3.1.' });

export const WxrExport = z
  .string()
  .meta({ description: 'RSS 2.0 with the extensions of WordPress: an item for each story and each lead picture.' });

export type ExportQuery = z.output<typeof ExportQuery>;
