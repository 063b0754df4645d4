import { imagesInHtml, replaceAllImageAddresses, replaceImageAddresses } from '../../../lib/rich-text/index.js';
import type { Draft, Omission } from '../draft.js';
import { quote } from '../normalisation/fields.js';
import { webAddress } from '../normalisation/web-address.js';

/** The maximum number of images of assets in a body, as in the API. */
const maxBodyImages = 200;

/** The maximum number of images of a body that are looked at, including those that cannot be fetched. */
const maxExaminedImages = 500;

/** Stands for an image that is left out. No asset has this id. */
export const omittedAssetId = '00000000-0000-0000-0000-000000000000';

/** An image that an article shows, and what the article says about it. */
export type DraftImage = {
  /** The address by which the article refers to the image, in the form that `imageAddressOf` returns. */
  address: string;
  /** Where the image is, the best first. */
  sources: readonly string[];
  alt: string | null;
  caption: string | null;
  credit: string | null;
};

/** Returns the address from which an image is fetched: a web address without a fragment, or null for others. */
function imageAddressOf(src: string): string | null {
  const address = webAddress(src);
  if (address === null) return null;
  const url = new URL(address);
  url.hash = '';
  return url.href;
}

/**
 * Returns the images of an article that are not assets, each address once, the lead image first. `omissions` says which
 * images are too many for the body of an article.
 */
export function imagesOf({ leadImage, body, media }: Draft): { images: DraftImage[]; omissions: Omission[] } {
  const images = new Map<string, DraftImage>();
  const mediaByAddress = new Map(media.map((medium) => [imageAddressOf(medium.url), medium]));
  const add = (src: string, texts: Pick<DraftImage, 'alt' | 'caption' | 'credit'>): boolean => {
    const address = imageAddressOf(src);
    if (address === null) return false;
    const medium = mediaByAddress.get(address);
    const originalAddress = medium?.originalUrl === undefined ? null : imageAddressOf(medium.originalUrl);
    const earlier = images.get(address);
    images.set(address, {
      address,
      sources: [...new Set([originalAddress ?? address, address])],
      alt: earlier?.alt ?? (texts.alt || null),
      caption: earlier?.caption ?? medium?.caption ?? texts.caption,
      credit: earlier?.credit ?? medium?.credit ?? texts.credit,
    });
    return true;
  };
  if (leadImage !== null && leadImage.asset === undefined) add(leadImage.url, leadImage);
  let bodyCount = 0;
  const inBody = imagesInHtml(body, maxExaminedImages);
  let surplusCount = inBody.count - inBody.images.length;
  const omissions: Omission[] = [];
  for (const { src, alt, caption } of inBody.images)
    if (src.startsWith('asset:')) bodyCount += 1;
    else if (bodyCount === maxBodyImages) surplusCount += 1;
    else if (add(src, { alt, caption, credit: null })) bodyCount += 1;
    else if (src !== '') omissions.push(notFetchable(src));
  if (surplusCount > 0) omissions.push(tooMany(surplusCount));
  return { images: [...images.values()], omissions };
}

const notFetchable = (src: string): Omission => ({
  what: `image ${quote(src)}`,
  reason: 'image-not-a-web-address',
  detail: 'The image has no complete web address, so it was not fetched.',
});

const tooMany = (count: number): Omission => ({
  what: `${count} more images`,
  reason: 'too-many-images',
  detail: `A body can show ${maxBodyImages} images of assets. The other images keep their addresses.`,
});

/** Returns an article in which images are replaced by assets. `idsByAddress` are the ids of the assets. */
export function withAssets(draft: Draft, idsByAddress: ReadonlyMap<string, string>): Draft {
  if (idsByAddress.size === 0) return draft;
  const idOf = (src: string): string | undefined => idsByAddress.get(imageAddressOf(src) ?? '');
  let bodyCount = 0;
  const body = replaceImageAddresses(draft.body, maxExaminedImages, (src) => {
    const id = idOf(src);
    if (id === undefined && !src.startsWith('asset:')) return undefined;
    bodyCount += 1;
    return id === undefined || bodyCount > maxBodyImages ? undefined : `asset:${id}`;
  });
  return { ...draft, body, leadImage: leadImageOf(draft, idOf) };
}

function leadImageOf({ leadImage }: Draft, idOf: (src: string) => string | undefined): Draft['leadImage'] {
  const id = leadImage === null || leadImage.asset !== undefined ? undefined : idOf(leadImage.url);
  if (leadImage === null || id === undefined) return leadImage;
  const { alt, caption, credit } = leadImage;
  return { ...leadImage, asset: { id, alt: alt || null, caption, credit } };
}

/** Returns an article without its images, except those of assets. */
export function withoutImages(draft: Draft): Draft {
  const { leadImage, omissions } = draft;
  const hasLeadAddress = leadImage !== null && leadImage.asset === undefined;
  const { html: body, count: bodyCount } = replaceAllImageAddresses(draft.body, `asset:${omittedAssetId}`, 'asset:');
  const count = bodyCount + (hasLeadAddress ? 1 : 0);
  if (count === 0) return draft;
  return {
    ...draft,
    body,
    leadImage: hasLeadAddress ? null : leadImage,
    omissions: [...omissions, { what: `${count} image${count === 1 ? '' : 's'}`, reason: 'image-skipped' }],
  };
}
