import type { Draft, NaturalKey, Read } from '../../draft.js';
import { type Dropped, draftOf, type FoundImage } from '../../fitting/draft.js';
import { lastStep } from '../../fitting/fields.js';
import type { FoundPerson } from '../../fitting/lists.js';
import { citedIn } from './cited.js';
import type { Element } from './dom.js';
import { authorsIn, type Head } from './head.js';
import type { Described } from './linked-data.js';
import type { Page } from './page.js';
import { type Picture, picturesIn } from './pictures.js';
import { readable, withAddresses, withoutEmpty } from './prose.js';

export type Story = {
  from: string;
  key: NaturalKey;
  /** Its text, without the head. */
  element: Element;
  head: Head;
  headline: string | null;
  anchor: string | null;
  lang: string | null;
  described: Described | undefined;
  dropped: Dropped[];
  related: readonly NaturalKey[];
  /** Whether it is the only one of its page, and what is said of the page is said of it. */
  isAlone: boolean;
  isLive: boolean;
};

/** White space that nobody has set by hand, which would count for the length of a text. */
const longGap = /\s{100,}/g;

/** One story as the desk takes it. What JSON-LD says goes before what the page shows, but for the text. */
export function readOne(story: Story, page: Page): Read {
  const { head, element, described, isAlone } = story;
  const said = described?.draft;
  const dropped = [...story.dropped];
  const pictures = picturesIn(element, page.base);
  const leadImage = leadOf(pictures, said?.leadImage ?? null, isAlone ? page.image : null);
  const sources = [...sourcesOf(head, said), ...citedIn(element, page.host, page.base)];
  withAddresses(element, page.base);
  withoutEmpty(element);
  const text =
    isAlone && !story.isLive ? readable(element, story.headline) : { html: element.innerHTML.trim(), dropped: [] };
  dropped.push(...text.dropped);
  for (const part of [head.dateline?.day, head.dateline?.agency])
    if (part != null) dropped.push({ what: `"${part}" of the dateline`, reason: 'no-place-for-it' });
  const own = said?.publishedAt ?? head.published;
  const published = own ?? page.published;
  if (own === null && published !== null && !isAlone) dropped.push({ what: 'date', reason: 'taken-from-the-page' });
  if (published === null) dropped.push({ what: 'status', reason: 'draft-for-want-of-a-date' });
  const address =
    page.canonical !== null && story.anchor !== null
      ? `${page.canonical.replace(/#.*$/s, '')}#${encodeURIComponent(story.anchor)}`
      : page.canonical;
  return draftOf({
    from: story.from,
    key: story.key,
    kicker: head.kicker,
    headline: story.headline,
    body: text.html !== '' ? text.html.replace(longGap, ' ') : (said?.body ?? ''),
    status: published === null ? 'draft' : 'published',
    slug: isAlone ? lastStep(page.canonical) : null,
    standfirst: head.standfirst ?? said?.standfirst ?? null,
    type: story.isLive ? 'live' : page.isOpinion && isAlone ? 'opinion' : (said?.type ?? null),
    lang: said?.lang ?? story.lang ?? page.lang,
    dateline: head.dateline?.place ?? said?.dateline ?? null,
    section: said?.section?.path ?? page.section.map((name) => ({ name })),
    tags: [...(said?.tags ?? []), ...head.tags, ...(isAlone ? page.tags : [])],
    people: peopleOf(head.people, said, isAlone ? page.author : null),
    sources,
    related: [...story.related, ...(said?.related ?? [])],
    leadImage,
    media: pictures.filter(({ url }) => url !== leadImage?.url),
    seo: { canonicalUrl: address, ...(isAlone ? { description: page.description } : {}) },
    publishedAt: published,
    firstPublishedAt: published,
    updatedAt: said?.updatedAt ?? head.updated ?? (isAlone ? page.modified : null),
    dropped,
  });
}

/** The first picture stands above the story and is taken out of it; else the one that the page has for elsewhere. */
function leadOf(pictures: readonly Picture[], said: Draft['leadImage'], stated: string | null): FoundImage | null {
  const [first] = pictures;
  if (first === undefined) return said ?? (stated === null ? null : { url: stated });
  first.holder.remove();
  const { url, alt } = first;
  const isSame = said?.url === url;
  return {
    url,
    alt,
    caption: first.caption ?? (isSame ? said?.caption : null),
    credit: first.credit ?? (isSame ? said?.credit : null),
  };
}

/** Of people that both name, JSON-LD knows more; an office is what either prints. */
function peopleOf(printed: readonly FoundPerson[], said: Draft | undefined, author: string | null): FoundPerson[] {
  const titles = new Map(printed.map(({ name, titleAsPrinted }) => [name.toLowerCase(), titleAsPrinted]));
  const known = (said?.people ?? []).map((person) => ({
    ...person,
    titleAsPrinted: person.titleAsPrinted ?? titles.get(person.name.toLowerCase()) ?? null,
  }));
  const people = [...known, ...printed];
  return people.some(({ relation }) => relation === 'author') ? people : [...people, ...authorsIn(author)];
}

/** Agencies in a by-line or a dateline, which is no agency where the paper says that the report is its own. */
function sourcesOf({ agencies, dateline }: Head, said: Draft | undefined): Draft['sources'] {
  const inDateline = dateline?.agency ?? null;
  const names =
    inDateline !== null && !/\b(?:own|our|report|correspondent|staff)\b/i.test(inDateline)
      ? [...agencies, inDateline]
      : agencies;
  return [...names.map((name) => ({ name, url: null, relation: 'syndicated' as const })), ...(said?.sources ?? [])];
}
