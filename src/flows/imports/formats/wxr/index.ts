import type { Readable } from 'node:stream';
import { wordpressSite } from '../../../../lib/wordpress-site.js';
import type { Format, ReadOptions, ReadResult } from '../../draft.js';
import { fileFault, skipItem } from '../../normalisation/draft.js';
import { quote } from '../../normalisation/fields.js';
import { type Element, rawText, textIn, unitsOf } from '../../xml/elements.js';
import { rootOf } from '../../xml/xml-text.js';
import { brokenFile, duplicateItem, tooLong } from '../rss/index.js';
import { toPlainText } from '../rss/plain-text.js';
import { SeenIds } from '../rss/seen-ids.js';
import { articleOf, attachmentIdsOf, hostOfItem, idOf, type Site } from './article.js';
import { Attachments } from './attachments.js';
import { type DeferredArticle, DeferredArticles } from './deferred-articles.js';
import { Categories } from './sections.js';

/** The maximum number of authors that are remembered. */
const maxAuthors = 50_000;

/** Post types of WordPress and of common plugins that are not articles, with descriptions for messages. */
const nonArticleTypes: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['attachment', 'an image or a file. Articles that show it have its URL, caption and credit'],
    ['nav_menu_item', 'an entry of a menu'],
    ['revision', 'an earlier version of a post'],
    ['oembed_cache', 'a cached page of another site'],
    ['custom_css customize_changeset user_request', 'a setting of the site'],
    [
      'wp_block wp_template wp_template_part wp_global_styles wp_navigation wp_font_family wp_font_face',
      'a part of a design',
    ],
    ['elementor_library acf-field acf-field-group wpcf7_contact_form guest-author feedback', 'data of a plugin'],
  ].flatMap(([types = '', what = '']) => types.split(' ').map((type) => [type, what])),
);

function skipReasonOf(item: Element): readonly [reason: string, detail: string] | null {
  const type = textIn(item, 'wp:post_type') ?? 'post';
  if (Object.hasOwn(nonArticleTypes, type))
    return [type.replaceAll('_', '-'), `The item is not an article but ${nonArticleTypes[type]}.`];
  if (textIn(item, 'wp:status') === 'auto-draft') return ['auto-draft', 'The item is a draft that was never saved.'];
  return null;
}

/** The metadata of the site, which the channel of an export has before its first item. */
class Channel {
  readonly categories = new Categories();
  readonly attachments = new Attachments();
  readonly authors = new Map<string, string>();
  lang: string | null = null;
  private blog: string | null = null;
  private link: string | null = null;

  constructor(private readonly defaultSource: string | null) {}

  /** Reads an element that is not an item. */
  addElement(element: Element): void {
    const text = rawText(element).trim();
    if (element.name === 'wp:category') this.categories.add(element);
    else if (element.name === 'wp:author') this.addAuthor(element);
    else if (element.name === 'language') this.lang ??= text || null;
    else if (element.name === 'wp:base_blog_url') this.blog ??= wordpressSite(text) ?? null;
    else if (element.name === 'link') this.link ??= wordpressSite(text) ?? null;
  }

  private addAuthor(author: Element): void {
    const login = textIn(author, 'wp:author_login');
    if (login === null || this.authors.size >= maxAuthors) return;
    const parts = [textIn(author, 'wp:author_first_name'), textIn(author, 'wp:author_last_name')];
    const name = textIn(author, 'wp:author_display_name') ?? parts.filter((part) => part !== null).join(' ');
    this.authors.set(login, toPlainText(name) ?? login);
  }

  siteOf(item: Element): Site {
    const site = this.blog ?? this.link ?? hostOfItem(item);
    return {
      source: site === null ? (this.defaultSource ?? 'wordpress') : `wordpress:${site}`,
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
      const { ids, parentIds } = attachmentIdsOf(item);
      const deferredArticle: DeferredArticle = {
        item,
        from,
        lateComments: omittedElements.get('wp:comment') ?? 0,
        missingAttachmentIds: new Set([
          ...ids.filter((one) => channel.attachments.get(one) === undefined),
          // More attachments of an article can follow until the end of the file.
          ...parentIds.map((parentId) => `all of ${parentId}`),
        ]),
      };
      yield* toDrafts(
        deferredArticle.missingAttachmentIds.size === 0 ? [deferredArticle] : deferredArticles.add(deferredArticle),
      );
    }
  }
  yield* toDrafts(deferredArticles.rest());
  if (!isExport) yield fileFault('file', 'not-wxr', 'The file has no element rss.');
}

/**
 * WordPress exports, WXR 1.0 to 1.2: posts, pages and similar items of plugins, with their comments, in bounded memory.
 * The key of an article is its WordPress id, with the source `wordpress:<host>`, and the path of the site if it has one.
 *
 * Articles are yielded in the order of the file, except that up to 500 articles wait for attachments that come later.
 * They are yielded when all their attachments are read, or at the end.
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
