import { webAddress } from '../../normalisation/web-address.js';

/**
 * Returns the address from which a browser has saved a page, or null. Browsers write it in a comment above the page. It
 * is not the key of an article, because the same page can be saved from several addresses.
 *
 * @param html the text of the file
 */
export const savedFrom = (html: string): string | null =>
  webAddress(/<!-- saved from url=\(\d{4,6}\)(\S{1,2000}) -->/.exec(html.slice(0, 4_000))?.[1] ?? null);
