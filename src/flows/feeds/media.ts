import { element, type Markup, textElement } from '../../lib/xml.js';
import type { Entry } from './feed.js';

/** Namespaces of what RSS and Atom have in common here. */
export const mediaNamespace = 'http://search.yahoo.com/mrss/';

/** The picture of a story as Media RSS 1.5.1, with its caption, its credit and what it says to whoever cannot see it. */
export function mediaContent({ leadImage }: Entry): Markup | undefined {
  if (leadImage === null) return undefined;
  const { url, alt, caption, credit } = leadImage;
  return element(
    'media:content',
    { url, medium: 'image' },
    textElement('media:title', alt),
    textElement('media:description', caption),
    textElement('media:credit', credit),
  );
}
