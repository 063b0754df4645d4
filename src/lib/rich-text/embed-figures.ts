import { type Embed, embedAt, type Provider } from './embeds.js';
import type { Child, Element } from './tree.js';

/** The quotes that embed codes of providers contain, by their classes. */
const quoteProviders: Readonly<Record<string, Provider>> = {
  'twitter-tweet': 'x',
  'twitter-video': 'x',
  'instagram-media': 'instagram',
  'tiktok-embed': 'tiktok',
  'bluesky-embed': 'bluesky',
  'mastodon-embed': 'mastodon',
  'fb-xfbml-parse-ignore': 'facebook',
};

/** A CSS selector of such quotes. */
export const embedQuoteSelector = Object.keys(quoteProviders)
  .map((name) => `blockquote.${name}`)
  .join(', ');

/** The attributes of such quotes that can have the address of the post. */
export const quoteAttributes = ['class', 'cite', 'data-instgrm-permalink', 'data-bluesky-uri', 'data-embed-url'];

/** The maximum length of the title of an embed. */
const maxTitleLength = 500;

const isBlank = (node: Child): boolean => node.type === 'text' && node.value.trim() === '';

function textOf(node: Child): string {
  if (node.type === 'text') return node.value;
  if (node.type !== 'element') return '';
  return node.tagName === 'br' ? ' ' : node.children.map(textOf).join(node.tagName === 'blockquote' ? ' ' : '');
}

function linksIn(node: Child): string[] {
  if (node.type !== 'element') return [];
  const href = node.tagName === 'a' && typeof node.properties.href === 'string' ? [node.properties.href] : [];
  return [...href, ...node.children.flatMap(linksIn)];
}

const element = (tagName: string, properties: Element['properties'], children: Element['children']): Element => ({
  type: 'element',
  tagName,
  properties,
  children,
});

/** Returns the figure of an embed: its provider, a link with its title, and its caption. */
function figureOf({ provider, url }: Embed, title: string, caption?: Child): Element {
  const line = title.replace(/\s+/g, ' ').trim();
  const short =
    line.length > maxTitleLength ? `${line.slice(0, maxTitleLength - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : line;
  const link = element('a', { href: url }, [{ type: 'text', value: short || url }]);
  return element('figure', { dataEmbed: provider }, [link, ...(caption === undefined ? [] : [caption as Element])]);
}

/** Returns the figure of a quote from the embed code of a provider, or undefined if it is another quote. */
function figureOfQuote(quote: Element): Element | undefined {
  const classes = Array.isArray(quote.properties.className) ? quote.properties.className : [];
  const name = classes.find((one) => Object.hasOwn(quoteProviders, one));
  const provider = quoteProviders[String(name)];
  if (provider === undefined) return undefined;
  const { cite, dataInstgrmPermalink, dataBlueskyUri, dataEmbedUrl } = quote.properties;
  const bluesky = String(dataBlueskyUri ?? '').replace(
    /^at:\/\/([^/]+)\/app\.bsky\.feed\.post\//,
    'https://bsky.app/profile/$1/post/',
  );
  // The link to the post comes last, after those in its text.
  const addresses = [dataInstgrmPermalink, bluesky, dataEmbedUrl, cite, ...linksIn(quote).reverse()];
  for (const address of addresses) {
    const embed = typeof address === 'string' ? embedAt(provider, address) : undefined;
    if (embed !== undefined) return figureOf(embed, textOf(quote));
  }
  return undefined;
}

/** Brings a figure with an embed into its only form. A figure with an unknown embed becomes an ordinary one. */
function normaliseFigure(figure: Element): Element {
  const children = figure.children.filter((child) => !isBlank(child));
  const caption = children.find((child) => child.type === 'element' && child.tagName === 'figcaption');
  const { dataEmbed } = figure.properties;
  if (dataEmbed === undefined) {
    const [only, ...others] = children.filter((child) => child !== caption);
    if (only?.type !== 'element' || others.length > 0 || only.properties.dataEmbed === undefined) return figure;
    const inner = only.children.filter((child) => child.type === 'element' && child.tagName === 'figcaption');
    return {
      ...only,
      children: caption === undefined || inner.length > 0 ? only.children : [...only.children, caption],
    };
  }
  const link = children.find((child): child is Element => child.type === 'element' && child.tagName === 'a');
  const embed =
    typeof link?.properties.href === 'string' ? embedAt(String(dataEmbed), link.properties.href) : undefined;
  if (link !== undefined && embed !== undefined) return figureOf(embed, textOf(link), caption);
  const { dataEmbed: _, ...properties } = figure.properties;
  return normaliseFigure({ ...figure, properties });
}

/**
 * Brings the embeds of a tree into their only form: `<figure data-embed="provider"><a href="address">title</a>`, with
 * an optional `figcaption`. Nothing else of an embed is kept, and the address is one that the provider owns.
 */
export function normaliseEmbeds<Kind extends Child>(nodes: readonly Kind[]): Kind[] {
  return nodes.map((node) => {
    if (node.type !== 'element') return node;
    node.children = normaliseEmbeds(node.children);
    if (node.tagName === 'blockquote') return (figureOfQuote(node) ?? node) as Kind;
    return (node.tagName === 'figure' ? normaliseFigure(node) : node) as Kind;
  });
}
