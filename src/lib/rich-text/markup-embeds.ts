import { type Embed, embedOf, fileEmbed } from './embeds.js';
import type { Tag } from './markup-tags.js';

/** The attributes of foreign elements from which embeds are made. */
const attributesByTag: Readonly<Record<string, readonly string[]>> = {
  iframe: ['src', 'data-src', 'title'],
  embed: ['src', 'title'],
  object: ['data', 'title'],
  video: ['src', 'title', 'aria-label'],
  audio: ['src', 'title', 'aria-label'],
  source: ['src'],
  div: ['class', 'data-href', 'data-src', 'data-permalink', 'data-url'],
  script: ['src'],
};

/** An embed with its title. The title is HTML. */
export type TitledEmbed = Embed & { title: string };

/** Returns which attributes of a foreign element are read. */
export const foreignAttributesOf = (name: string): readonly string[] =>
  Object.hasOwn(attributesByTag, name) ? (attributesByTag[name] ?? []) : [];

/** Decodes the character references that addresses in attributes usually have. */
const decode = (value: string) => value.replace(/&(?:amp|#38|#x26);/gi, '&');

const withTitle = (embed: Embed | undefined, { attributes }: Tag): TitledEmbed | undefined =>
  embed && { ...embed, title: attributes.get('title') ?? attributes.get('aria-label') ?? '' };

/** Returns the first address of a foreign element, as it was written. */
export function addressOf({ attributes }: Tag): string {
  for (const name of ['src', 'data-src', 'data', 'data-href', 'data-permalink', 'data-url']) {
    const value = attributes.get(name);
    if (value !== undefined && value.trim() !== '' && value !== 'about:blank') return decode(value).trim();
  }
  return '';
}

/** Returns the embed that a frame, or a `div` that a script fills, shows. */
export function frameEmbed(tag: Tag): TitledEmbed | undefined {
  if (tag.name !== 'div') return withTitle(embedOf(addressOf(tag)), tag);
  const kind = /(?:^|\s)(?:fb-(?:post|video)|flourish-embed)(?:\s|$)/.exec(tag.attributes.get('class') ?? '');
  if (kind === null) return undefined;
  const address = addressOf(tag);
  const isRelative = /^(?:visualisation|story)\/\d+$/.test(address);
  return withTitle(embedOf(isRelative ? `https://flo.uri.sh/${address}/embed` : address), tag);
}

/** Returns the embed of a `video` or `audio` element. @param source the address of its first `source`, if it has one */
export const mediaEmbed = (tag: Tag, source: string): TitledEmbed | undefined =>
  withTitle(fileEmbed(tag.name as 'video' | 'audio', addressOf(tag) || source), tag);

/** Returns whether a script only fills embeds of a known provider, which need no script here. */
export const isEmbedScript = (address: string): boolean =>
  /^(?:https?:)?\/\/(?:platform\.(?:twitter|x|instagram)\.com|www\.instagram\.com|www\.tiktok\.com|connect\.facebook\.net|embed\.bsky\.app|public\.flourish\.studio|datawrapper\.dwcdn\.net|player\.vimeo\.com|[\w.-]+\/embed\.js)/i.test(
    address,
  );
