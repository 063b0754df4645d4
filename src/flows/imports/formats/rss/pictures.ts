import type { DraftImageInput } from '../../normalisation/draft.js';
import { type Element, elementIn, elementsIn, rawText, textIn } from '../../xml/elements.js';
import { kindOf, type Medium } from './figures.js';

type ItemMedia = { pictures: DraftImageInput[]; media: Medium[] };

const kindOfElement = ({ attributes }: Element): ReturnType<typeof kindOf> =>
  kindOf(attributes.get('url') ?? '', attributes.get('medium') ?? attributes.get('type'));

const isImage = (element: Element): boolean => kindOfElement(element) === 'image';

const widthOf = ({ attributes }: Element): number => Number(attributes.get('width')) || 0;

/**
 * Returns the images and other media of an item: `media:content` of Media RSS (https://www.rssboard.org/media-rss), of
 * which a group is one image in several sizes, then RSS enclosures, then a thumbnail or the image of a podcast if there
 * is no other image. Each URL is returned once.
 */
export function picturesOf(item: Element): ItemMedia {
  const result: ItemMedia = { pictures: [], media: [] };
  const groups = elementsIn(item, 'media:group').map((group) => ({ group, all: elementsIn(group, 'media:content') }));
  const alone = elementsIn(item, 'media:content').map((content) => ({ group: item, all: [content] }));
  for (const { group, all } of [...alone, ...groups]) {
    const images = all.filter(isImage);
    const largest = images.toSorted((one, other) => widthOf(other) - widthOf(one))[0];
    const pictureUrl = largest?.attributes.get('url')?.trim();
    if (largest !== undefined && pictureUrl)
      result.pictures.push({ url: pictureUrl, ...descriptionOf([largest, group, item]) });
    // A group of audio or video is one medium in several qualities. The first is the one that the feed prefers.
    for (const content of largest === undefined ? all.slice(0, 1) : all.filter((one) => !isImage(one)).slice(0, 1)) {
      const url = (content.attributes.get('url') ?? elementIn(content, 'media:player')?.attributes.get('url'))?.trim();
      const { alt: title, ...description } = descriptionOf([content, group, item]);
      if (url) result.media.push({ url, kind: mediumKindOf(content), title, ...description });
    }
  }
  for (const enclosure of elementsIn(item, 'enclosure')) {
    const url = (enclosure.attributes.get('url') ?? enclosure.attributes.get('resource'))?.trim();
    if (url && isImage(enclosure)) result.pictures.push({ url });
    else if (url)
      result.media.push({ url, kind: mediumKindOf(enclosure), title: textIn(item, 'title', 'itunes:title') });
  }
  if (result.pictures.length === 0) {
    const thumbnails = [item, ...elementsIn(item, 'media:group')].map((one) => elementIn(one, 'media:thumbnail'));
    const thumbnailUrl = thumbnails
      .find((one) => one !== undefined)
      ?.attributes.get('url')
      ?.trim();
    const podcastUrl = elementIn(item, 'itunes:image')?.attributes.get('href')?.trim();
    if (thumbnailUrl) result.pictures.push({ url: thumbnailUrl, ...descriptionOf([item]) });
    else if (podcastUrl) result.pictures.push({ url: podcastUrl });
  }
  return { pictures: distinct(result.pictures), media: distinct(result.media) };
}

function mediumKindOf(element: Element): Medium['kind'] {
  const kind = kindOfElement(element);
  return kind === 'image' ? 'other' : kind;
}

const distinct = <Item extends { url: string }>(items: readonly Item[]): Item[] =>
  [...new Map(items.toReversed().map((item) => [item.url, item])).values()].toReversed();

/** Returns the title, caption and credit of a medium, from itself, its group or its item, in this order. */
function descriptionOf(from: readonly Element[]): Pick<DraftImageInput, 'alt' | 'caption' | 'credit'> {
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
