import type { Found } from '../../fitting/draft.js';
import { type Element, rawText, textIn } from '../../xml/elements.js';
import { plainly } from '../rss/plainly.js';

/** Categories of a site that are remembered, and levels that they are followed up. */
const most = 50_000;
const deepest = 20;

type Category = { name: string; parent: string | null };
type Level = { slug: string; name: string };

/** What WordPress puts a post in that nobody has put anywhere. */
const nowhere = /^un-?categori[sz]ed$/i;

const isNowhere = ({ slug, name }: Level): boolean => nowhere.test(slug) || nowhere.test(name);

/**
 * The categories of a site, as the channel describes them, and what they make of a post: the first of its deepest ones is
 * its section, with those above it, and the others are tags, but for those that the section is in.
 */
export class Categories {
  private readonly known = new Map<string, Category>();

  /** @param category a `wp:category` of the channel */
  add(category: Element): void {
    const slug = textIn(category, 'wp:category_nicename');
    if (slug === null || this.known.size >= most) return;
    const parent = textIn(category, 'wp:category_parent');
    this.known.set(slug, { name: plainly(textIn(category, 'wp:cat_name')) ?? slug, parent });
  }

  /** @param categories those elements `category` of an item that are of the domain `category` */
  placeOf(categories: readonly Element[]): { section: NonNullable<Found['section']>; tags: string[] } {
    const paths = categories
      .map((category) => this.pathOf(category))
      .filter((path) => path.slice(-1).some((level) => !isNowhere(level)));
    const section = paths.reduce<Level[]>((best, path) => (path.length > best.length ? path : best), []);
    const inSection = new Set(section.map(({ slug }) => slug));
    const others = paths.flatMap((path) => path.at(-1) ?? []).filter(({ slug }) => !inSection.has(slug));
    return { section, tags: others.map(({ name }) => name) };
  }

  /** The top first. A site whose categories are above each other has a circle cut. */
  private pathOf(category: Element): Level[] {
    const name = plainly(rawText(category));
    const own = category.attributes.get('nicename')?.trim() || name;
    if (!own) return [];
    const path: Level[] = [];
    const passed = new Set<string>();
    for (let slug: string | null = own; slug !== null && !passed.has(slug) && path.length < deepest; ) {
      passed.add(slug);
      const known = this.known.get(slug);
      if (known === undefined && slug !== own) break;
      path.unshift({ slug: decoded(slug), name: known?.name ?? name ?? slug });
      slug = known?.parent ?? null;
    }
    return path;
  }
}

/** Slugs in other scripts are percent-encoded. */
export function decoded(slug: string): string {
  try {
    return decodeURIComponent(slug);
  } catch {
    return slug;
  }
}
