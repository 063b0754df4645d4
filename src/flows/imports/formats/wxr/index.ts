import type { Readable } from 'node:stream';
import type { Format, ReadOptions, ReadResult } from '../../draft.js';
import { skipItem } from '../../normalisation/draft.js';
import { hostOf, quote } from '../../normalisation/fields.js';
import { type Element, rawText, textIn, unitsOf } from '../../xml/elements.js';
import { rootOf } from '../../xml/xml-text.js';
import { brokenFile, duplicateItem, tooLong } from '../rss/index.js';
import { toPlainText } from '../rss/plain-text.js';
import { SeenIds } from '../rss/seen-ids.js';
import { articleOf, attachmentIdsOf, hostOfItem, idOf, type Site } from './article.js';
import { Attachments } from './attachments.js';
import { type DeferredArticle, DeferredArticles } from './deferred-articles.js';
import { Categories } from './sections.js';

/** Authors of a site that are remembered. */
const maxAuthors = 50_000;

/** What WordPress and its best known plugins keep among posts and what is none. */
const nonArticleTypes: Readonly<Record<string, string>> = Object.fromEntries(
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

function skipReasonOf(item: Element): readonly [reason: string, detail: string] | null {
  const type = textIn(item, 'wp:post_type') ?? 'post';
  if (Object.hasOwn(nonArticleTypes, type)) return [type.replaceAll('_', '-'), `It is ${nonArticleTypes[type]}.`];
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

  constructor(private readonly defaultSource: string | null) {}

  /** Takes what is no item. */
  addElement(element: Element): void {
    const text = rawText(element).trim();
    if (element.name === 'wp:category') this.categories.add(element);
    else if (element.name === 'wp:author') this.addAuthor(element);
    else if (element.name === 'language') this.lang ??= text || null;
    else if (element.name === 'wp:base_blog_url') this.blog ??= hostOf(text);
    else if (element.name === 'link') this.link ??= hostOf(text);
  }

  private addAuthor(author: Element): void {
    const login = textIn(author, 'wp:author_login');
    if (login === null || this.authors.size >= maxAuthors) return;
    const parts = [textIn(author, 'wp:author_first_name'), textIn(author, 'wp:author_last_name')];
    const name = textIn(author, 'wp:author_display_name') ?? parts.filter((part) => part !== null).join(' ');
    this.authors.set(login, toPlainText(name) ?? login);
  }

  siteOf(item: Element): Site {
    const host = this.blog ?? this.link ?? hostOfItem(item);
    return {
      source: host === null ? (this.defaultSource ?? 'wordpress') : `wordpress:${host}`,
      lang: this.lang,
      categories: this.categories,
      authors: this.authors,
      attachments: this.attachments,
    };
  }
}

async function* read(bytes: Readable, { source }: ReadOptions): AsyncGenerator<ReadResult> {
  const channel = new Channel(source);
  const deferredArticles = new DeferredArticles();
  const seenIds = new SeenIds();
  let count = 0;
  let isExport = false;
  const toDrafts = (articles: readonly DeferredArticle[]): ReadResult[] =>
    articles.map(({ item, from, lateComments }) => articleOf(item, from, lateComments, channel.siteOf(item)));

  for await (const unit of unitsOf(bytes)) {
    if (unit.kind === 'broken') {
      yield* toDrafts(deferredArticles.rest());
      yield brokenFile(unit, count);
      return;
    }
    const { element: item, omittedElements } = unit;
    if (item.name === 'rss') isExport = true;
    if (item.name !== 'item') {
      channel.addElement(item);
      continue;
    }
    count += 1;
    const from = `item ${count}, line ${item.line}`;
    const refusal = skipReasonOf(item);
    const id = idOf(item);
    if (refusal !== null) {
      if (refusal[0] === 'attachment') {
        channel.attachments.add(id, item);
        yield* toDrafts(deferredArticles.resolveAttachment(id));
      }
      yield skipItem(from, null, ...refusal);
    } else if ([...omittedElements.keys()].some((name) => name !== 'wp:comment')) yield tooLong(from);
    else if (seenIds.isDuplicate(id)) yield duplicateItem(from, quote(id));
    else {
      const deferredArticle: DeferredArticle = {
        item,
        from,
        lateComments: omittedElements.get('wp:comment') ?? 0,
        missingAttachmentIds: new Set(
          attachmentIdsOf(item).filter((one) => channel.attachments.get(one) === undefined),
        ),
      };
      yield* toDrafts(
        deferredArticle.missingAttachmentIds.size === 0 ? [deferredArticle] : deferredArticles.add(deferredArticle),
      );
    }
  }
  yield* toDrafts(deferredArticles.rest());
  if (!isExport) yield skipItem('file', null, 'not-wxr', 'There is no element rss in the file.');
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
