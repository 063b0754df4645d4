import { z } from 'zod';
import { commaList, id, lineText, reference, text } from '../../platform/fields/index.js';
import { pageOf, pageParameters } from '../../platform/paging/index.js';
import { visibilityFilter } from '../visibility/index.js';
import { Asset, DeskAsset, filename, KINDS } from './schemas.js';

const RIGHTS = ['available', 'embargoed', 'expired'] as const;
const ORDERS = ['-createdAt', 'createdAt'] as const;

/** The parameter that selects properties. */
const fields = (schema: z.ZodObject) =>
  commaList(schema.keyof().options as [string, ...string[]])
    .optional()
    .meta({
      description: 'The properties to return. By default, all properties are returned.',
      examples: ['id,caption,credit'],
    });

const filters = {
  kind: z
    .enum(KINDS)
    .optional()
    .meta({ description: 'The kind of the file.', examples: ['image'] }),
  q: text(200)
    .optional()
    .meta({
      description:
        'Words in the texts and tags of the asset. On the desk, also words in the names of its people and in the name of the file.',
      examples: ['tram'],
    }),
  person: reference()
    .optional()
    .meta({
      description: 'The id or slug of a person who is pictured or made the asset.',
      examples: ['angela-merkel'],
    }),
  tag: lineText(100)
    .optional()
    .meta({ description: 'A keyword.', examples: ['trams'] }),
  credit: lineText(500)
    .optional()
    .meta({ description: 'The credit line, as it was written.', examples: ['Ann Porter'] }),
  sort: z.enum(ORDERS).default('-createdAt').meta({ description: 'The order. By default, the newest come first.' }),
};

export const AssetListQuery = z.strictObject({ ...pageParameters, ...filters, fields: fields(Asset) });
export const DeskAssetListQuery = z.strictObject({
  ...pageParameters,
  ...filters,
  visibility: visibilityFilter,
  rights: z
    .enum(RIGHTS)
    .optional()
    .meta({
      description:
        'What the times of the rights allow now: `embargoed` before `availableFrom`, `expired` after `availableUntil`, otherwise `available`. A draft can be `available`, too.',
      examples: ['expired'],
    }),
  used: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional()
    .meta({
      description:
        'Whether the draft copy, the publication or the planned revision of an article shows the asset. Articles in the trash count, too.',
      examples: ['false'],
    }),
  fields: fields(DeskAsset),
});
export const AssetList = pageOf(Asset, 'AssetList');
export const DeskAssetList = pageOf(DeskAsset, 'DeskAssetList');
export const AssetQuery = z.strictObject({ fields: fields(Asset) });
export const DeskAssetQuery = z.strictObject({ fields: fields(DeskAsset) });
export const AssetRef = z.strictObject({ id: id().meta({ description: 'The id of the asset.' }) });
export const UploadQuery = z.strictObject({ filename: filename.optional() });
export const AssetFile = z.any().meta({ description: 'The bytes of the file.' });

export type AssetListQuery = Omit<z.infer<typeof DeskAssetListQuery>, 'fields'> & {
  fields?: readonly string[] | undefined;
};
