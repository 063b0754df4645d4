import type { Omission } from '../../normalisation/draft.js';
import { embedHtml } from '../../normalisation/embedded-media.js';
import { escapeHtml } from '../../normalisation/text.js';
import { webAddress } from '../../normalisation/web-address.js';
import { mediumHtml } from '../rss/figures.js';
import { type AttachmentIndex, attributeOf, galleryHtml, playlistHtml } from './galleries.js';

const token = /\[(\[?)(\/?)([a-z][\w-]{0,60})((?:[\s=][^[\]]*)?)\](\]?)/gi;

/** Shortcodes of WordPress and of common plugins. */
const knownShortcodes = new Set(
  (
    'audio caption contact-form contact-form-7 embed gallery gist googlemaps googlevideo gravityform instagram playlist poll ' +
    'slideshow soundcloud spotify ted tiktok tweet twitter video vimeo vine wp_caption wpvideo youtube recipe dailymotion ' +
    'scribd slideshare ngg nggallery flickr'
  ).split(' '),
);

/** Shortcodes that embed something from a URL. */
const embedShortcodes =
  /^(?:audio|dailymotion|embed|flickr|gist|googlevideo|instagram|scribd|slideshare|soundcloud|spotify|ted|tiktok|tweet|twitter|video|vimeo|vine|youtube)$/;

/** The maximum nesting depth of shortcodes. */
const maxDepth = 32;

type Open = { name: string; attributes: string; out: string[] };
type Context = {
  attachments: AttachmentIndex;
  count: (what: string, reason: string) => void;
};

/**
 * Replaces the shortcodes of a text: captions and galleries become figures, embeds become links, and of all others only
 * the content is kept, with a count in `omissions`. Ordinary words in brackets stay unchanged. Runs in linear time.
 */
export function withoutShortcodes(text: string, attachments: AttachmentIndex): { html: string; omissions: Omission[] } {
  const notes = new Map<string, { reason: string; count: number }>();
  const count = (what: string, reason: string): void => {
    const note = notes.get(what) ?? { reason, count: 0 };
    note.count += 1;
    notes.set(what, note);
  };
  const context: Context = { attachments, count };
  const closers = new Map<string, number>();
  for (const { 2: closingSlash, 3: name = '' } of text.matchAll(token))
    if (closingSlash) closers.set(name.toLowerCase(), (closers.get(name.toLowerCase()) ?? 0) + 1);

  const top: string[] = [];
  const open: Open[] = [];
  const out = (): string[] => open.at(-1)?.out ?? top;
  /** Closes open shortcodes down to a depth. Those without an end tag get no content. */
  function close(depth: number, ends: boolean): void {
    while (open.length > depth) {
      const { name, attributes, out: parts } = open.pop() as Open;
      const inner = parts.join('');
      if (ends && open.length === depth) out().push(renderShortcode(name, attributes, inner, context));
      else out().push(renderShortcode(name, attributes, '', context), inner);
    }
  }
  let at = 0;
  for (const {
    0: whole,
    1: escapeStart,
    2: closingSlash,
    3: rawName = '',
    4: attributes = '',
    5: escapeEnd,
    index,
  } of text.matchAll(token)) {
    const name = rawName.toLowerCase();
    const ends = closers.get(name) ?? 0;
    out().push(text.slice(at, index));
    at = index + whole.length;
    if (escapeStart && escapeEnd) out().push(whole.slice(1, -1));
    else if (!isShortcode(name, attributes, ends)) out().push(whole);
    else {
      if (escapeStart) out().push('[');
      if (closingSlash) {
        closers.set(name, ends - 1);
        const depth = open.findLastIndex((one) => one.name === name);
        if (depth !== -1) close(depth, true);
      } else if (ends > 0 && open.length < maxDepth) open.push({ name, attributes, out: [] });
      else out().push(renderShortcode(name, attributes, '', context));
      if (escapeEnd) out().push(']');
    }
  }
  out().push(text.slice(at));
  close(0, false);
  const omissions = [...notes].map(([what, note]) => ({
    what: note.count > 1 ? `${note.count} × ${what}` : what,
    reason: note.reason,
  }));
  return { html: top.join(''), omissions };
}

/**
 * Returns whether words in brackets are a shortcode and not text such as `[sic]` or `[the minister]`. A shortcode is
 * known, has an end tag, has a value, or has a name that is not a word, such as `[related_posts]`.
 */
const isShortcode = (name: string, attributes: string, ends: number): boolean =>
  knownShortcodes.has(name) || ends > 0 || /[\w-]=["'\w]/.test(attributes) || (attributes === '' && name.includes('_'));

function renderShortcode(name: string, attributes: string, inner: string, { attachments, count }: Context): string {
  if (name === 'caption' || name === 'wp_caption') return figure(attributes, inner);
  if (name === 'gallery') return galleryHtml(attributes, attachments, count) + inner;
  if (name === 'playlist') return playlistHtml(attributes, attachments, count) + inner;
  if (embedShortcodes.test(name)) {
    const urlMatch = /https?:\/\/[^\s"'<>[\]]{1,2000}/i.exec(`${attributes} ${inner}`)?.[0];
    const url = webAddress(urlMatch?.replaceAll('&amp;', '&'));
    const embed = url === null ? undefined : embedHtml(url);
    if (embed !== undefined) return `\n\n${embed}\n\n`;
    if (url !== null && (name === 'audio' || name === 'video')) return `\n\n${mediumHtml({ kind: name, url })}\n\n`;
    if (url !== null) return `\n\n<p><a href="${escapeHtml(url)}">${escapeHtml(url)}</a></p>\n\n`;
  }
  count(`shortcode [${name}]`, 'nothing-here-shows-it');
  return inner;
}

const leadingImage = /^\s*((?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*<\/a>)?)/i;

/** Returns a figure. The caption is after the image, or in an attribute in older texts. */
function figure(attributes: string, inner: string): string {
  const image = leadingImage.exec(inner)?.[0];
  if (image === undefined) return inner;
  const caption = inner.slice(image.length).trim() || attributeOf(attributes, 'caption') || '';
  return `<figure>${image.trim()}${caption === '' ? '' : `<figcaption>${caption}</figcaption>`}</figure>`;
}
