import type { Readable } from 'node:stream';
import type { Format, Read, ReadOptions } from '../../draft.js';
import { skipped } from '../../fitting/draft.js';
import { hostOf, quoted } from '../../fitting/fields.js';
import { type Element, rawText, textIn, unitsOf } from '../../xml/elements.js';
import { rootOf } from '../../xml/xml-text.js';
import { brokenFile, tooLong, twice } from '../rss/index.js';
import { plainly } from '../rss/plainly.js';
import { Seen } from '../rss/seen.js';
import { Attachments } from './attachments.js';
import { Categories } from './sections.js';
import { hostOfItem, idOf, type Site, shownBy, storyOf } from './story.js';
import { type Held, Waiting } from './waiting.js';

/** Authors of a site that are remembered. */
const mostAuthors = 50_000;

/** What WordPress and its best known plugins keep among posts and what is none. */
const noStories: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['attachment', 'a picture or a file. Stories that show it have its address, caption and credit'],
    ['nav_menu_item', 'an entry of a menu'],
    ['revision', 'an earlier version of a post'],
    ['oembed_cache', 'a page of another site that WordPress has kept'],
    ['custom_css customize_changeset user_request', 'a setting of the site'],
    [
      'wp_block wp_template wp_template_part wp_global_styles wp_navigation wp_font_family wp_font_face',
      'a part of a design',
    ],
    [
      'elementor_library acf-field acf-field-group wpcf7_contact_form guest-author feedback',
      'something that a plugin keeps',
    ],
  ].flatMap(([types = '', what = '']) => types.split(' ').map((type) => [type, what])),
);

function refusalOf(item: Element): readonly [reason: string, detail: string] | null {
  const type = textIn(item, 'wp:post_type') ?? 'post';
  if (Object.hasOwn(noStories, type)) return [type.replaceAll('_', '-'), `It is ${noStories[type]}.`];
  if (textIn(item, 'wp:status') === 'auto-draft') return ['auto-draft', 'It is a draft that nobody has saved.'];
  return null;
}

/** The channel of an export: what it says of the site before its first item. */
class Channel {
  readonly categories = new Categories();
  readonly attachments = new Attachments();
  readonly authors = new Map<string, string>();
  lang: string | null = null;
  private blog: string | null = null;
  private link: string | null = null;

  constructor(private readonly stated: string | null) {}

  /** Takes what is no item. */
  take(element: Element): void {
    const text = rawText(element).trim();
    if (element.name === 'wp:category') this.categories.add(element);
    else if (element.name === 'wp:author') this.takeAuthor(element);
    else if (element.name === 'language') this.lang ??= text || null;
    else if (element.name === 'wp:base_blog_url') this.blog ??= hostOf(text);
    else if (element.name === 'link') this.link ??= hostOf(text);
  }

  private takeAuthor(author: Element): void {
    const login = textIn(author, 'wp:author_login');
    if (login === null || this.authors.size >= mostAuthors) return;
    const parts = [textIn(author, 'wp:author_first_name'), textIn(author, 'wp:author_last_name')];
    const name = textIn(author, 'wp:author_display_name') ?? parts.filter((part) => part !== null).join(' ');
    this.authors.set(login, plainly(name) ?? login);
  }

  siteOf(item: Element): Site {
    const host = this.blog ?? this.link ?? hostOfItem(item);
    return {
      source: host === null ? (this.stated ?? 'wordpress') : `wordpress:${host}`,
      lang: this.lang,
      categories: this.categories,
      authors: this.authors,
      attachments: this.attachments,
    };
  }
}

async function* read(bytes: Readable, { source }: ReadOptions): AsyncGenerator<Read> {
  const channel = new Channel(source);
  const waiting = new Waiting();
  const seen = new Seen();
  let count = 0;
  let isExport = false;
  const stories = (held: readonly Held[]): Read[] =>
    held.map(({ item, from, lateComments }) => storyOf(item, from, lateComments, channel.siteOf(item)));

  for await (const unit of unitsOf(bytes)) {
    if (unit.kind === 'broken') {
      yield* stories(waiting.rest());
      yield brokenFile(unit, count);
      return;
    }
    const { element: item, missing } = unit;
    if (item.name === 'rss') isExport = true;
    if (item.name !== 'item') {
      channel.take(item);
      continue;
    }
    count += 1;
    const from = `item ${count}, line ${item.line}`;
    const refusal = refusalOf(item);
    const id = idOf(item);
    if (refusal !== null) {
      if (refusal[0] === 'attachment') {
        channel.attachments.add(id, item);
        yield* stories(waiting.found(id));
      }
      yield skipped(from, null, ...refusal);
    } else if ([...missing.keys()].some((name) => name !== 'wp:comment')) yield tooLong(from);
    else if (seen.again(id)) yield twice(from, quoted(id));
    else {
      const held: Held = {
        item,
        from,
        lateComments: missing.get('wp:comment') ?? 0,
        lacks: new Set(shownBy(item).filter((one) => channel.attachments.get(one) === undefined)),
      };
      yield* stories(held.lacks.size === 0 ? [held] : waiting.add(held));
    }
  }
  yield* stories(waiting.rest());
  if (!isExport) yield skipped('file', null, 'not-wxr', 'There is no element rss in the file.');
}

/**
 * WordPress exports, WXR 1.0 to 1.2: posts, pages and what plugins add of that kind, with their comments, in bounded
 * memory. A story is known by its number at `wordpress:<host>`.
 *
 * They come in the order of the file, but for those that show attachments which the file describes only later: up to 500
 * such stories wait for them, and come when they are all there, or at the end.
 */
export const wxr: Format = {
  name: 'wxr',
  mediaTypes: ['application/wxr+xml'],
  limits: { separator: 'tag' },
  detects(head) {
    const root = rootOf(head);
    return root !== null && /^<rss[\s>]/.test(root) && /wordpress\.org\/export\//.test(root + head.toString('utf8'));
  },
  read,
};
