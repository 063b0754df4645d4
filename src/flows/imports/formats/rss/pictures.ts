import type { DraftImageInput } from '../../normalisation/draft.js';
import { type Element, elementIn, elementsIn, rawText, textIn } from '../../xml/elements.js';

type ItemMedia = { pictures: DraftImageInput[]; media: DraftImageInput[] };

const isImage = ({ attributes }: Element): boolean => {
  const statedType = attributes.get('medium') ?? attributes.get('type')?.replace(/\/.*$/s, '');
  return statedType === undefined
    ? /\.(?:avif|gif|jpe?g|png|svg|webp)(?:[?#]|$)/i.test(attributes.get('url') ?? '')
    : statedType.toLowerCase() === 'image';
};

const widthOf = ({ attributes }: Element): number => Number(attributes.get('width')) || 0;

/**
 * Returns the images and other media of an item: `media:content` of Media RSS (https://www.rssboard.org/media-rss), of
 * which a group is one image in several sizes, then RSS enclosures, then a thumbnail if there is no other image.
 */
export function picturesOf(item: Element): ItemMedia {
  const result: ItemMedia = { pictures: [], media: [] };
  const groups = elementsIn(item, 'media:group').map((group) => ({ group, all: elementsIn(group, 'media:content') }));
  const alone = elementsIn(item, 'media:content').map((content) => ({ group: item, all: [content] }));
  for (const { group, all } of [...alone, ...groups]) {
    const images = all.filter(isImage);
    const largest = images.toSorted((one, other) => widthOf(other) - widthOf(one))[0];
    const addImage = (content: Element, list: DraftImageInput[]) => {
      const url = content.attributes.get('url')?.trim();
      if (url) list.push({ url, ...descriptionOf([content, group, item]) });
    };
    if (largest !== undefined) addImage(largest, result.pictures);
    else for (const content of all) addImage(content, result.media);
  }
  for (const enclosure of elementsIn(item, 'enclosure')) {
    const url = enclosure.attributes.get('url')?.trim();
    if (url) (isImage(enclosure) ? result.pictures : result.media).push({ url });
  }
  if (result.pictures.length === 0) {
    const url = elementIn(item, 'media:thumbnail')?.attributes.get('url')?.trim();
    if (url) result.pictures.push({ url, ...descriptionOf([item]) });
  }
  return result;
}

/** Returns the title, caption and credit of a medium, from itself, its group or its item, in this order. */
function descriptionOf(from: readonly Element[]): Omit<DraftImageInput, 'url'> {
  const first = (name: string): string | null => {
    for (const element of from) {
      const text = textIn(element, name);
      if (text !== null) return text;
    }
    return null;
  };
  const credits = from.map((element) => elementsIn(element, 'media:credit')).find((list) => list.length > 0) ?? [];
  return {
    alt: first('media:title'),
    caption: first('media:description'),
    credit:
      credits
        .map((credit) => rawText(credit).trim())
        .filter((name) => name !== '')
        .join(', ') || first('media:copyright'),
  };
}
