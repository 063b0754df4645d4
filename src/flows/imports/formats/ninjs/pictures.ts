import type { DraftImageInput } from '../../normalisation/draft.js';
import { type Fields, firstText } from '../../normalisation/fields.js';
import { mainOf, objectsOf, textsWithRoles, toPlainText } from './properties.js';

export type Picture = DraftImageInput & { addresses: readonly string[] };

/** Renditions of one picture that are looked at, the greatest first. */
const maxAddresses = 10;

const areaOf = (rendition: Fields): number => {
  const [width, height] = [Number(rendition.width), Number(rendition.height)];
  return Number.isFinite(width) && width > 0 ? width * (Number.isFinite(height) && height > 0 ? height : 1) : 0;
};

const mediaOf = ({ contenttype, mimetype }: Fields): string => firstText(contenttype, mimetype) ?? '';

/** Whether something that is associated with a story is a picture, by what it says of itself or by its renditions. */
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

/** A picture at its greatest rendition, with everything that is said of it; null where it has none on the web. */
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

/** The line of credit, else who took it and who holds the rights: `Karl Melander/TT`. */
function creditOf(item: Fields): string | null {
  const creditLine = firstText(item.creditline, item.credit);
  if (creditLine !== null) return creditLine;
  const [photographer, holder] = [firstText(item.by, item.byline), firstText(item.copyrightholder)];
  if (photographer !== null && holder !== null && !photographer.includes(holder)) return `${photographer}/${holder}`;
  return photographer ?? holder ?? firstText(item.copyrightnotice);
}
