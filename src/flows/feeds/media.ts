import { element, type Markup, textElement } from '../../lib/xml.js';
import type { Entry } from './feed.js';

/** The namespace of Media RSS, which both the RSS and the Atom feeds use. */
export const mediaNamespace = 'http://search.yahoo.com/mrss/';

/** Returns the lead image of an entry as Media RSS 1.5.1 with its alternative text, caption and credit. */
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
