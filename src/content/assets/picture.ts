import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import sharp, { type Sharp } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { unreadableFile } from './rules.js';

/** The maximum number of pixels of an image. A few kilobytes can otherwise decode to gigabytes. */
const maxPixels = 120_000_000;

/** The maximum width and height of the image from which a ThumbHash is made. */
const thumbSize = 100;

export type Picture = {
  /** The size as it is displayed, with the orientation of the file applied. */
  width: number;
  height: number;
  thumbhash: string;
  dominantColor: string;
};

/** Formats of libvips that are no images of a newsroom. Some of them can refer to other files. */
const blockedOperations = ['VipsForeignLoadSvg', 'VipsForeignLoadPdf', 'VipsForeignLoadMagick'];

/** The names that sharp gives to the formats of assets. */
const formatNames: Readonly<Record<string, string>> = { 'image/avif': 'heif' };
const formatOf = (mediaType: string) => formatNames[mediaType] ?? mediaType.replace('image/', '');

const hex = (value: number) => value.toString(16).padStart(2, '0');

export type ImageReader = ReturnType<typeof createImageReader>;

/** Decodes images. All images from outside go through it, which limits what decoding may cost. */
export function createImageReader() {
  sharp.block({ operation: blockedOperations });
  // With the memory allocator of most Linux systems, sharp uses one thread for each image.
  const limit = pLimit(availableParallelism());

  const open = (source: string | Buffer): Sharp =>
    sharp(source, { limitInputPixels: maxPixels, failOn: 'error', sequentialRead: true });

  /** Returns what is displayed before the image is loaded. */
  async function measure(path: string, mediaType: string): Promise<Picture> {
    const image = open(path);
    const { autoOrient, format } = await image.metadata();
    if (format !== formatOf(mediaType)) throw new Error(`The decoder reads a file of the format ${format}.`);
    const { data, info } = await image
      .autoOrient()
      .resize(thumbSize, thumbSize, { fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { dominant } = await sharp(data, { raw: info }).stats();
    return {
      width: autoOrient.width,
      height: autoOrient.height,
      thumbhash: Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64'),
      dominantColor: `#${hex(dominant.r)}${hex(dominant.g)}${hex(dominant.b)}`,
    };
  }

  return {
    open,
    /** Runs work that decodes an image. Few images are decoded at the same time. */
    limit,
    /**
     * Decodes an image completely and returns what is displayed before it is loaded.
     *
     * @throws unreadable-file if the image is damaged, too large or of another type
     */
    async describe(path: string, mediaType: string): Promise<Picture> {
      try {
        return await limit(() => measure(path, mediaType));
      } catch (error) {
        throw unreadableFile(
          /pixel limit/i.test(String(error))
            ? `The image has more than ${maxPixels.toLocaleString('en')} pixels.`
            : 'The image is damaged or incomplete.',
        );
      }
    },
  };
}
