import { parseTime } from '../../normalisation/dates.js';
import { hostOf } from '../../normalisation/fields.js';
import { normalizeWords } from '../../normalisation/text.js';
import { webAddress } from '../../normalisation/web-address.js';
import { allIn, attributeOf, type Element, textOf } from './dom.js';
import { type LinkedData, linkedDataOf } from './linked-data.js';

/** The metadata of a page. */
export type Page = {
  canonical: string | null;
  /** The base of relative URLs. */
  base: string | null;
  host: string | null;
  title: string | null;
  description: string | null;
  lang: string | null;
  section: string[];
  tags: string[];
  author: string | null;
  image: string | null;
  publishedAt: Date | null;
  modifiedAt: Date | null;
  isOpinion: boolean;
  linkedData: LinkedData;
};

const maxTags = 50;

/**
 * Reads the metadata of a page from its head, its breadcrumb and its JSON-LD.
 *
 * @param savedFromUrl the base of relative URLs if the page names no other
 */
export function pageOf(root: Element, source: string | null, savedFromUrl: string | null): Page {
  const metas = allIn(root, 'meta');
  const meta = (...names: string[]): string[] =>
    names.flatMap((name) =>
      metas
        .filter((one) =>
          [attributeOf(one, 'property'), attributeOf(one, 'name'), attributeOf(one, 'itemprop')].some(
            (value) => value?.toLowerCase() === name,
          ),
        )
        .flatMap((one) => attributeOf(one, 'content') ?? []),
    );
  const base = webAddress(attributeOf(root.querySelector('base[href]'), 'href'));
  const linkedData = linkedDataOf(root, source);
  const canonical =
    toAbsoluteUrl(
      attributeOf(
        allIn(root, 'link').find((one) => /^canonical$/i.test(attributeOf(one, 'rel') ?? '')),
        'href',
      ),
      base,
    ) ??
    toAbsoluteUrl(meta('og:url')[0] ?? null, base) ??
    (linkedData.articles.length === 1 ? webAddress(linkedData.articles[0]?.address) : null);
  const breadcrumb = linkedData.breadcrumb.length > 0 ? linkedData.breadcrumb : breadcrumbIn(root);
  const title = meta('og:title', 'twitter:title')[0] ?? (textOf(root.querySelector('title')) || null);
  return {
    canonical,
    base: base ?? canonical ?? savedFromUrl,
    host: hostOf(canonical)?.toLowerCase() ?? null,
    title,
    description: meta('description', 'og:description')[0] ?? null,
    lang:
      attributeOf(root, 'lang') ??
      attributeOf(root, 'xml:lang') ??
      attributeOf(root.querySelector('body'), 'lang') ??
      languageOf(metas) ??
      meta('og:locale')[0] ??
      null,
    section: sectionOf(breadcrumb, title, meta('article:section')[0]),
    tags: [...meta('article:tag'), ...meta('news_keywords', 'keywords').flatMap((list) => list.split(/[,;]/))].slice(
      0,
      maxTags,
    ),
    author: meta('author').find((name) => !/^https?:/i.test(name)) ?? null,
    image: toAbsoluteUrl(meta('og:image', 'og:image:url', 'twitter:image')[0] ?? null, base ?? canonical),
    publishedAt: firstTime(
      meta('article:published_time', 'datepublished', 'date', 'dc.date', 'dc.date.issued', 'pubdate'),
    ),
    modifiedAt: firstTime(meta('article:modified_time', 'og:updated_time', 'datemodified', 'last-modified')),
    isOpinion: meta('article:opinion').some((value) => /^true$/i.test(value)),
    linkedData,
  };
}

/** Returns a URL on a page as an absolute http or https URL, or null. */
export function toAbsoluteUrl(address: string | null, base: string | null): string | null {
  if (address === null) return null;
  const absoluteUrl = webAddress(address);
  if (absoluteUrl !== null) return absoluteUrl;
  if (base === null || !URL.canParse(address, base)) return null;
  return webAddress(new URL(address, base).href);
}

const languageOf = (metas: readonly Element[]): string | null =>
  attributeOf(
    metas.find((one) => /^content-language$/i.test(attributeOf(one, 'http-equiv') ?? '')),
    'content',
  );

const firstTime = (texts: readonly string[]): Date | null => {
  for (const text of texts) {
    const time = parseTime(text);
    if (time !== null) return time;
  }
  return null;
};

const breadcrumbs =
  '.breadcrumb, .breadcrumbs, [aria-label="breadcrumb"], [aria-label="Breadcrumb"], [itemtype$="BreadcrumbList"]';

function breadcrumbIn(root: Element): string[] {
  const trail = root.querySelector(breadcrumbs);
  if (trail === null) return [];
  const items = allIn(trail, 'li');
  return (items.length > 0 ? items : allIn(trail, 'a')).map((one) =>
    textOf(one)
      .slice(0, 200)
      .replace(/^[\s/>›»→]+|[\s/>›»→]+$/g, ''),
  );
}

/** Returns the path of the section: the breadcrumb without the front page and the article. */
function sectionOf(breadcrumb: readonly string[], title: string | null, metaSection: string | undefined): string[] {
  const names = breadcrumb.filter(
    (name, index) =>
      name !== '' &&
      name.length <= 60 &&
      !(
        index === 0 && /^(?:home|homepage|front page|start|startseite|accueil|inicio|forside|hem|αρχική)$/i.test(name)
      ) &&
      !(
        title !== null &&
        normalizeWords(title).startsWith(normalizeWords(name)) &&
        normalizeWords(name).split(' ').length > 2
      ),
  );
  return names.length > 0 ? names : metaSection === undefined ? [] : [metaSection];
}
