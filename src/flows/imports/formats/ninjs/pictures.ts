import type { DraftImageInput } from '../../normalisation/draft.js';
import { type Fields, firstText } from '../../normalisation/fields.js';
import { mainOf, objectsOf, textsWithRoles, toPlainText } from './properties.js';

export type Picture = DraftImageInput & { addresses: readonly string[] };

/** The maximum number of renditions of one image that are used, the largest first. */
const maxAddresses = 10;

const areaOf = (rendition: Fields): number => {
  const [width, height] = [Number(rendition.width), Number(rendition.height)];
  return Number.isFinite(width) && width > 0 ? width * (Number.isFinite(height) && height > 0 ? height : 1) : 0;
};

const mediaOf = ({ contenttype, mimetype }: Fields): string => firstText(contenttype, mimetype) ?? '';

/** Returns whether an associated item is an image, by its type or by the media types of its renditions. */
export function isPicture(item: Fields): boolean {
  const type = firstText(item.type)?.toLowerCase();
  if (type !== undefined) return type === 'picture' || type === 'graphic' || type === 'image';
  const media =
    mediaOf(item) ||
    objectsOf(item.renditions)
      .map(mediaOf)
      .find((one) => one !== '');
  return media !== undefined && /^image\//i.test(media);
}

/** Returns the largest rendition of an image with its caption and credit, or null if none has a web address. */
export function pictureOf(item: Fields): Picture | null {
  const renditions = objectsOf(item.renditions).filter((one) => /^(?:image\/.*)?$/i.test(mediaOf(one)));
  const addresses = renditions
    .toSorted((one, other) => areaOf(other) - areaOf(one))
    .flatMap(({ href }) => {
      const address = firstText(href);
      return address !== null && /^(?:https?:)?\/\//i.test(address) ? [address] : [];
    })
    .slice(0, maxAddresses);
  const [url] = addresses;
  if (url === undefined) return null;
  const descriptions = textsWithRoles(item, 'descriptions', 'description');
  const caption = mainOf(descriptions, /^(?:caption|main|text)$/);
  const alt =
    descriptions.find(({ role }) => /^alt/.test(role)) ??
    mainOf(textsWithRoles(item, 'headlines', 'headline'), /^main$/);
  return {
    url,
    addresses,
    alt: alt === null || alt === undefined ? firstText(item.alttext, item.title) : toPlainText(alt),
    caption: caption === null ? null : toPlainText(caption),
    credit: creditOf(item),
  };
}

/** Returns the credit line, or else the photographer and the holder of the rights: `Karl Melander/TT`. */
function creditOf(item: Fields): string | null {
  const creditLine = firstText(item.creditline, item.credit);
  if (creditLine !== null) return creditLine;
  const [photographer, holder] = [firstText(item.by, item.byline), firstText(item.copyrightholder)];
  if (photographer !== null && holder !== null && !photographer.includes(holder)) return `${photographer}/${holder}`;
  return photographer ?? holder ?? firstText(item.copyrightnotice);
}
