import type { Read } from '../../draft.js';
import { type Dropped, skipped } from '../../fitting/draft.js';
import { cut } from '../../fitting/text.js';
import { type Removed, withoutBoilerplate } from './boilerplate.js';
import { attributeOf, type Element, proseIn, textBesideLinks, textOf } from './dom.js';
import { headOf } from './head.js';
import { keysOf } from './keys.js';
import type { Described } from './linked-data.js';
import { type Page, pageOf } from './page.js';
import { type Region, regionsOf } from './split.js';
import { readOne, type Story } from './story.js';

const mostStories = 200;

/** Characters of prose without which a page that marks no story has none. */
const shortest = 140;

/** The stories of a page, each with the keys of the others. */
export function* storiesOf(
  root: Element,
  { source, unknownCharset }: { source: string | null; unknownCharset: string | null },
): Generator<Read> {
  const page = pageOf(root, source);
  const removed = withoutBoilerplate(root);
  const path = page.canonical === null ? null : new URL(page.canonical).pathname;
  const split = regionsOf(root, { isLive: page.linked.isLive, path });
  if (split === null) {
    yield skipped(
      'page',
      null,
      'too-many-stories',
      'The page has more headlines than a page of news: save it in parts.',
    );
    return;
  }
  const { regions, beside, isLive } = split;
  const found = regions.length > 0 ? regions : wholePage(root);
  if (found.length === 0) {
    yield* withoutText(page, source);
    return;
  }
  if (found.length > mostStories)
    yield skipped(
      'page',
      null,
      'too-many-stories',
      `The page has more than ${mostStories} stories: those after them are left out. Save it in parts.`,
    );

  const ofPage: Dropped[] = beside.map(({ element, reason }) => ({ what: `"${cut(textOf(element), 60)}"`, reason }));
  if (unknownCharset !== null) ofPage.push({ what: `charset ${cut(unknownCharset, 40)}`, reason: 'unknown-charset' });
  const whose = found.map((region) => removed.filter((one) => isOf(one, region)));
  const ofNone = removed.filter((one) => !whose.some((own) => own.includes(one)));
  const stories = found
    .slice(0, mostStories)
    .map((region, index) => begun(region, index, found.length, whose[index] ?? [], page));
  stories[0]?.dropped.unshift(...ofPage, ...ofNone.map(({ what, reason }) => ({ what, reason })));
  const keys = keysOf(page.canonical, source, stories);
  const isAlone = stories.length === 1;
  for (const [index, story] of stories.entries()) {
    const key = keys[index];
    if (key === undefined) continue;
    const related = keys.filter((other) => other !== key);
    yield readOne({ ...story, key, related, isAlone, isLive, anchor: index === 0 ? null : story.anchor }, page);
  }
}

type Begun = Pick<Story, 'from' | 'element' | 'head' | 'headline' | 'anchor' | 'lang' | 'described' | 'dropped'>;

/** A story in an element of its own, without its head. */
function begun(region: Region, index: number, count: number, removed: readonly Removed[], page: Page): Begun {
  const dropped = removed.map(({ what, reason }) => ({ what, reason }));
  const [first] = region.nodes;
  const holder = first?.nodeType === 1 ? (first as Element) : first?.parentElement;
  const lang =
    attributeOf(holder?.closest('[lang]'), 'lang') ??
    attributeOf(holder?.querySelector(':scope > article[lang], :scope > [lang]:only-child'), 'lang');
  const element = holder?.ownerDocument.createElement('div') as Element;
  element.append(...region.nodes);
  const head = headOf(element);
  const isOnly = count === 1;
  const described = describedAs(head.headline, region.anchor, page, isOnly);
  return {
    from: isOnly ? 'page' : `story ${index + 1}`,
    element,
    head,
    headline: head.headline ?? described?.draft.headline ?? (isOnly ? page.title : null),
    anchor: region.anchor,
    lang,
    described,
    dropped,
  };
}

const isOf = ({ near }: Removed, { nodes }: Region): boolean =>
  near !== null && nodes.some((node) => node.contains(near));

const words = (text: string): string =>
  text
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();

/** What JSON-LD says of a story: by its headline or its anchor, and on a page of one story the only one that there is. */
function describedAs(
  headline: string | null,
  anchor: string | null,
  { linked, canonical }: Page,
  isOnly: boolean,
): Described | undefined {
  const { stories } = linked;
  const title = words(headline ?? '');
  const named = stories.find(({ draft }) => title !== '' && words(draft.headline) === title);
  const anchored = stories.find(({ address }) => anchor !== null && address?.endsWith(`#${anchor}`));
  const own = isOnly
    ? (stories.find(({ address }) => canonical !== null && address === canonical) ??
      (stories.length === 1 ? stories[0] : undefined))
    : undefined;
  return named ?? anchored ?? own;
}

/** All that is on a page which marks no story, where it has enough text for one. */
function wholePage(root: Element): Region[] {
  const body = root.querySelector('body') ?? root;
  const main = root.querySelector('main, [role="main"]');
  const whole = main !== null && main.querySelector('h1, h2') !== null ? main : body;
  const prose = proseIn(whole);
  const text = Math.max(prose, whole.querySelector('p') === null ? textBesideLinks(whole) : 0);
  const hasLinksOnly = textBesideLinks(whole) < textOf(whole).length / 2;
  return text < shortest || hasLinksOnly ? [] : [{ nodes: [...whole.childNodes], anchor: null }];
}

/** A page that shows no story may still have one in its JSON-LD. */
function* withoutText(page: Page, source: string | null): Generator<Read> {
  const told = page.linked.stories.filter(({ hasText }) => hasText).slice(0, mostStories);
  const keys = keysOf(
    page.canonical,
    source,
    told.map(({ draft }) => ({ headline: draft.headline, anchor: null })),
  );
  for (const [index, { draft }] of told.entries()) {
    const key = keys[index];
    if (key !== undefined)
      yield {
        kind: 'draft',
        draft: { ...draft, key, related: [...draft.related, ...keys.filter((other) => other !== key)].slice(0, 50) },
      };
  }
  if (told.length === 0)
    yield skipped(
      'page',
      null,
      'no-story',
      'There is no headline with a text on the page: save the page of the story itself, after it has loaded.',
    );
}
