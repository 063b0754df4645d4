import { z } from 'zod';
import { webUrl } from '../../platform/fields/index.js';
import { AssetInput, filename, hasRightsInOrder, rightsOrder } from './schemas.js';

// A new asset is always a draft.
const { visibility: _, ...descriptionShape } = AssetInput.shape;

/** What a request can say about a new file. Fields that are missing are read from the metadata of the file. */
export type AssetDescription = Omit<AssetInput, 'visibility'>;

export const AssetSource = z
  .strictObject({
    sourceUrl: webUrl().meta({
      format: 'uri',
      description: 'The https address from which the server fetches the file. At most 5 redirects are followed.',
      examples: ['https://agency.example/photos/tram.jpg'],
    }),
    ...descriptionShape,
  })
  .refine(hasRightsInOrder, rightsOrder)
  .meta({
    id: 'AssetSource',
    description:
      'The address of a file, and its description. Fields that are missing are read from the metadata of the file. Without `source`, the source is the address without its query.',
    examples: [{ sourceUrl: 'https://agency.example/photos/tram.jpg', credit: 'Ann Porter' }],
  });

/** The description in a form, whose parts are texts. */
export const FormDescription = z.strictObject(descriptionShape).refine(hasRightsInOrder, rightsOrder);

/** The fields of which a form has one part for each value. */
export const repeatedFields: ReadonlySet<string> = new Set(['tags', 'people', 'territories']);
/** The fields whose parts are JSON. */
export const jsonFields: ReadonlySet<string> = new Set(['alt', 'focalPoint']);

export const AssetForm = z
  .strictObject({
    file: z.string().meta({ contentMediaType: 'application/octet-stream', description: 'The file.' }),
    ...descriptionShape,
  })
  .meta({
    id: 'AssetForm',
    description:
      'A form with a file and its description, in any order. `tags`, `people` and `territories` have one part for each value. `alt` and `focalPoint` are JSON. Empty parts count as missing, and missing fields are read from the metadata of the file.',
  });

const maxSourceLength = 500;

/**
 * Returns what the address of a file says about it. The query is left out, because it can contain a secret, and readers
 * see the source.
 *
 * @param url the address that the client has sent
 * @param finalUrl the address after redirects
 */
export function describeByAddress(url: string, finalUrl: string): AssetDescription {
  const name = new URL(finalUrl).pathname.split('/').at(-1) ?? '';
  const { data } = filename.safeParse(decodeSegment(name));
  const { origin, pathname } = new URL(url);
  return {
    source: `${origin}${pathname}`.slice(0, maxSourceLength),
    ...(data === undefined ? {} : { filename: data }),
  };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
