import { z } from 'zod';
import { id, lineText, text, webUrl } from '../../platform/fields/index.js';
import { focalPoint } from '../assets/index.js';

export const Image = z
  .object({
    url: z.string().meta({
      format: 'uri-reference',
      description:
        'The address of the image file. For an asset, it is the rendition `w1200`. If the server does not know its public address, it is relative to the address of the API.',
    }),
    alt: z.string().meta({ description: 'The alternative text. Empty if the image is decorative.' }),
    caption: z.string().nullable().meta({ description: 'The text below the image. Null if there is none.' }),
    credit: z.string().nullable().meta({ description: 'The photographer or agency of the image. Null if not known.' }),
    asset: z.uuid().optional().meta({ description: 'The id of the asset. Only for assets.' }),
    width: z.int().optional().meta({ description: 'The width of the original in pixels. Only for assets.' }),
    height: z.int().optional().meta({ description: 'The height of the original in pixels. Only for assets.' }),
    focalPoint: focalPoint.nullable().optional().meta({
      description: 'The point that crops keep visible. Null means the centre. Only for assets.',
    }),
    thumbhash: z.string().nullable().optional().meta({
      description:
        'A ThumbHash in base64: a blurred preview for the time until the image is loaded. Null if there is none. Only for assets.',
    }),
    srcset: z.string().optional().meta({
      description: 'The renditions of the image in all widths, for the attribute `srcset` of HTML. Only for assets.',
    }),
  })
  .meta({
    id: 'Image',
    description: 'An image with its alternative text.',
    examples: [
      {
        url: 'https://images.paper.example/hamburg.jpg',
        alt: 'Two men shake hands',
        caption: 'The two presidents before their meeting.',
        credit: 'Jonas Ferber',
      },
    ],
  });

/** An image in requests. */
export const imageInput = z
  .strictObject({
    asset: id().optional().meta({ description: 'The id of an image that was uploaded as an asset.' }),
    url: webUrl().optional().meta({ description: 'The address of an image file that is not an asset.' }),
    alt: text(500, 0).nullable().optional().meta({
      description:
        'The alternative text. Empty if the image is decorative. Required with `url`. With `asset`, null means that of the asset in the language of the article or, if there is none, in another language.',
    }),
    caption: text(2_000, 0).nullable().optional().meta({
      description:
        'The text below the image. With `asset`, null means that of the asset, and an empty text means none.',
    }),
    credit: lineText(500).nullable().optional().meta({
      description:
        'The photographer or agency of the image. With `asset`, null means that of the asset, and an empty text means none.',
    }),
  })
  .refine(({ asset, url }) => (asset === undefined) !== (url === undefined), {
    error:
      'must have either `asset` or `url`. To replace the one with the other in a merge patch, send null for the former',
  })
  .refine(({ url, alt }) => url === undefined || alt != null, {
    path: ['alt'],
    error: 'is required with `url`. Send an empty text if the image is decorative',
  })
  .meta({
    id: 'ImageWrite',
    description: 'An image: either `asset`, or `url` with `alt`.',
    examples: [{ asset: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4bb1' }],
  });

/** An image as it is stored. Null in an image of an asset stands for the text of the asset. */
export type StoredImage =
  | { url: string; alt: string; caption: string | null; credit: string | null }
  | { asset: string; alt: string | null; caption: string | null; credit: string | null };

/** Converts an image of a request to the form in which it is stored. */
export const toStoredImage = ({
  asset,
  url = '',
  alt = null,
  caption = null,
  credit = null,
}: z.output<typeof imageInput>): StoredImage =>
  asset === undefined ? { caption, credit, url, alt: alt ?? '' } : { asset, alt, caption, credit };
