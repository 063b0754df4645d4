import { z } from 'zod';

export const JSON_LD = 'application/ld+json';
export const NINJS = 'application/vnd.iptc.ninjs+json';
export const MARKDOWN = 'text/markdown';

/** The media types of a published article. The first is the default. */
export const OFFERS = ['application/json', JSON_LD, NINJS, MARKDOWN] as const;
export type Offer = (typeof OFFERS)[number];
export type OtherForm = Exclude<Offer, 'application/json'>;

/** The addresses of the forms below the address of the article. */
export const formPaths: Readonly<Record<Offer, string>> = {
  'application/json': '',
  [JSON_LD]: '/json-ld',
  [NINJS]: '/ninjs',
  [MARKDOWN]: '/markdown',
};

export const MarkdownText = z
  .string()
  .meta({ description: 'YAML front matter, followed by the body in Markdown (CommonMark with GitHub extensions).' });
