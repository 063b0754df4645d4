import type { ReadResult } from '../../draft.js';
import { type Omission, skipItem } from '../../normalisation/draft.js';
import { normalizeWords, truncate } from '../../normalisation/text.js';
import { type PageArticle, readArticle } from './article.js';
import { type RemovedElement, removeBoilerplate } from './boilerplate.js';
import { attributeOf, type Element, type Node, proseLength, textLengthOutsideLinks, textOf } from './dom.js';
import { extractHead } from './head.js';
import { titlesOf } from './headlines.js';
import { keysOf } from './keys.js';
import type { LinkedArticle } from './linked-data.js';
import { tidyMediumPage } from './medium.js';
import { type Page, pageOf } from './page.js';
import { type ChosenTexts, pruneTo, readableTexts, textsIn } from './readable.js';
import { removeSiteTitles } from './site-title.js';
import { type Region, regionsOf } from './split.js';
import { tidyWordPressPage } from './wordpress.js';

const maxArticles = 200;

/** The minimum number of characters of prose at which a page without marked articles counts as one article. */
const minProseLength = 140;

/** Yields the articles of a page, each related to the others. */
export function* articlesOf(
  root: Element,
  {
    source,
    savedFromUrl,
    unknownCharset,
    omissions,
    reparse,
  }: {
    source: string | null;
    /** The address from which the page was saved. */
    savedFromUrl: string | null;
    unknownCharset: string | null;
    /** The media of the page that no article can show. */
    omissions: readonly Omission[];
    reparse: () => Element | null;
  },
): Generator<ReadResult> {
  const texts = textsIn(root.querySelector('body') ?? root);
  const copy = reparse();
  const chosenTexts = copy === null ? null : readableTexts(texts, copy);
  const siteTitles = removeSiteTitles(root);
  const isExport = tidyMediumPage(root);
  if (!isExport) tidyWordPressPage(root);
  const page = pageOf(root, source, savedFromUrl);
  const titles = titlesOf(root, page);
  const boilerplate = removeBoilerplate(root, chosenTexts, page.base);
  const path = page.canonical === null ? null : new URL(page.canonical).pathname;
  const split = regionsOf(root, { isLive: page.linkedData.isLive, path, titles, chosenTexts });
  if (split === null) {
    yield skipItem(
      'page',
      null,
      'too-many-stories',
      'The page has too many headlines. Save it in parts and import these.',
    );
    return;
  }
  const { regions, beside, isLive } = split;
  const articleRegions = regions.length > 0 ? regions : wholePage(root, chosenTexts);
  if (articleRegions.length === 0) {
    yield* readLinkedArticles(page, source);
    return;
  }
  if (articleRegions.length > maxArticles)
    yield skipItem(
      'page',
      null,
      'too-many-stories',
      `The page has more than ${maxArticles} articles, so the others were left out. Save it in parts and import these.`,
    );

  const pageOmissions: Omission[] = beside.map(({ element, reason }) => ({
    what: `"${truncate(textOf(element), 60)}"`,
    reason,
  }));
  if (unknownCharset !== null)
    pageOmissions.push({ what: `charset ${truncate(unknownCharset, 40)}`, reason: 'unknown-charset' });
  const boilerplateByRegion = articleRegions.map((region) => boilerplate.filter((one) => isInRegion(one, region)));
  const unassignedBoilerplate = boilerplate.filter((one) => !boilerplateByRegion.some((own) => own.includes(one)));
  const articles = articleRegions
    .slice(0, maxArticles)
    .map((region, index) =>
      extractArticle(
        region,
        index,
        articleRegions.length,
        boilerplateByRegion[index] ?? [],
        page,
        articleRegions.length === 1 && !isLive && !isExport ? chosenTexts : null,
      ),
    );
  articles[0]?.omissions.unshift(
    ...pageOmissions,
    ...omissions,
    ...siteTitles,
    ...unassignedBoilerplate.map(({ what, reason }) => ({ what, reason })),
  );
  const keys = keysOf(page.canonical, source, articles);
  const isAlone = articles.length === 1;
  for (const [index, article] of articles.entries()) {
    const key = keys[index];
    if (key === undefined) continue;
    const relatedKeys = keys.filter((other) => other !== key);
    yield readArticle(
      { ...article, key, relatedKeys, isAlone, isLive, isExport, anchor: index === 0 ? null : article.anchor },
      page,
    );
  }
}

type ExtractedArticle = Pick<
  PageArticle,
  'from' | 'element' | 'head' | 'headline' | 'anchor' | 'lang' | 'linkedArticle' | 'isPruned' | 'omissions'
>;

/** Moves an article into an element of its own and extracts its head. */
function extractArticle(
  region: Region,
  index: number,
  count: number,
  boilerplate: readonly RemovedElement[],
  page: Page,
  chosenTexts: ChosenTexts | null,
): ExtractedArticle {
  const omissions = boilerplate.map(({ what, reason }) => ({ what, reason }));
  const [first] = region.nodes;
  const holder = first?.nodeType === 1 ? (first as Element) : first?.parentElement;
  const lang =
    attributeOf(holder?.closest('[lang]'), 'lang') ??
    attributeOf(holder?.querySelector(':scope > article[lang], :scope > [lang]:only-child'), 'lang');
  const element = holder?.ownerDocument.createElement('div') as Element;
  element.append(...region.nodes);
  const head = extractHead(element);
  if (chosenTexts !== null) omissions.push(...describeRemoved(pruneTo(element, chosenTexts)));
  const isOnly = count === 1;
  const linkedArticle = findLinkedArticle(head.headline, region.anchor, page, isOnly);
  return {
    from: isOnly ? 'page' : `article ${index + 1}`,
    element,
    head,
    headline: head.headline ?? linkedArticle?.draft.headline ?? (isOnly ? page.title : null),
    anchor: region.anchor,
    lang,
    linkedArticle,
    isPruned: chosenTexts !== null,
    omissions,
  };
}

/** The maximum number of parts beside an article that are named in the report. The others are counted. */
const maxReportedParts = 15;

function describeRemoved(nodes: readonly Node[]): Omission[] {
  const reason = 'beside-the-story';
  const omissions = nodes
    .slice(0, maxReportedParts)
    .map((node) => ({ what: `"${truncate(textOf(node), 60)}"`, reason }));
  const others = nodes.length - omissions.length;
  return others === 0 ? omissions : [...omissions, { what: `${others} other parts`, reason }];
}

const isInRegion = ({ near }: RemovedElement, { nodes }: Region): boolean =>
  near !== null && nodes.some((node) => node.contains(near));

/** Finds the JSON-LD of an article by headline or anchor. The only article of a page matches the only JSON-LD. */
function findLinkedArticle(
  headline: string | null,
  anchor: string | null,
  { linkedData, canonical }: Page,
  isOnly: boolean,
): LinkedArticle | undefined {
  const { articles: linkedArticles } = linkedData;
  const title = normalizeWords(headline ?? '');
  const headlineMatch = linkedArticles.find(({ draft }) => title !== '' && normalizeWords(draft.headline) === title);
  const anchorMatch = linkedArticles.find(({ address }) => anchor !== null && address?.endsWith(`#${anchor}`));
  const own = isOnly
    ? (linkedArticles.find(({ address }) => canonical !== null && address === canonical) ??
      (linkedArticles.length === 1 ? linkedArticles[0] : undefined))
    : undefined;
  return headlineMatch ?? anchorMatch ?? own;
}

/** Returns a page without marked articles as one region if it has enough text, or else no region. */
function wholePage(root: Element, chosenTexts: ChosenTexts | null): Region[] {
  const body = root.querySelector('body') ?? root;
  const main = root.querySelector('main, [role="main"]');
  const container = main !== null && main.querySelector('h1, h2') !== null ? main : body;
  const region: Region = { nodes: [...container.childNodes], anchor: null };
  if (chosenTexts !== null && chosenTexts.lengthIn(container) >= minProseLength) return [region];
  const prose = proseLength(container);
  const text = Math.max(prose, container.querySelector('p') === null ? textLengthOutsideLinks(container) : 0);
  const hasLinksOnly = textLengthOutsideLinks(container) < textOf(container).length / 2;
  return text < minProseLength || hasLinksOnly ? [] : [region];
}

/** Yields articles whose text is only in the JSON-LD of a page. */
function* readLinkedArticles(page: Page, source: string | null): Generator<ReadResult> {
  const articlesWithText = page.linkedData.articles.filter(({ hasText }) => hasText).slice(0, maxArticles);
  const keys = keysOf(
    page.canonical,
    source,
    articlesWithText.map(({ draft }) => ({ headline: draft.headline, anchor: null })),
  );
  for (const [index, { draft }] of articlesWithText.entries()) {
    const key = keys[index];
    if (key !== undefined)
      yield {
        kind: 'draft',
        draft: {
          ...draft,
          key,
          relatedKeys: [...draft.relatedKeys, ...keys.filter((other) => other !== key)].slice(0, 50),
        },
      };
  }
  if (articlesWithText.length === 0)
    yield skipItem(
      'page',
      null,
      'no-story',
      'The page has no headline with a text. Open the page of the article itself, let it load, and save it again.',
    );
}
