import type { DraftInput } from '../../normalisation/draft.js';
import { type Element, rawText, textIn } from '../../xml/elements.js';
import { toPlainText } from '../rss/plain-text.js';

/** The maximum number of categories that are remembered, and the maximum depth of a category. */
const maxCategories = 50_000;
const maxDepth = 20;

type Category = { name: string; parent: string | null };
type Level = { slug: string; name: string };

/** The category that WordPress gives to posts without one. */
const uncategorizedPattern = /^un-?categori[sz]ed$/i;

const isUncategorized = ({ slug, name }: Level): boolean =>
  uncategorizedPattern.test(slug) || uncategorizedPattern.test(name);

/**
 * The categories of a site. They determine the place of a post: the first of its deepest categories is its section,
 * with the categories above it, and its other categories are tags.
 */
export class Categories {
  private readonly bySlug = new Map<string, Category>();

  /** Adds a `wp:category` element of the channel. */
  add(category: Element): void {
    const slug = textIn(category, 'wp:category_nicename');
    if (slug === null || this.bySlug.size >= maxCategories) return;
    const parent = textIn(category, 'wp:category_parent');
    this.bySlug.set(slug, { name: toPlainText(textIn(category, 'wp:cat_name')) ?? slug, parent });
  }

  /**
   * Returns the section and tags of an item, by its `category` elements with the domain `category`. The category for
   * posts without one is no section. `drop` is called with its name.
   */
  placeOf(
    categories: readonly Element[],
    drop: (name: string) => void,
  ): { section: NonNullable<DraftInput['section']>; tags: string[] } {
    const paths = categories
      .map((category) => this.pathOf(category))
      .filter((path) => {
        const own = path.at(-1);
        if (own !== undefined && isUncategorized(own)) drop(own.name);
        return own !== undefined && !isUncategorized(own);
      });
    const section = paths.reduce<Level[]>((best, path) => (path.length > best.length ? path : best), []);
    const inSection = new Set(section.map(({ slug }) => slug));
    const others = paths.flatMap((path) => path.at(-1) ?? []).filter(({ slug }) => !inSection.has(slug));
    return { section, tags: others.map(({ name }) => name) };
  }

  /** Returns the path of a category, the topmost first. A cycle of categories is cut. */
  private pathOf(category: Element): Level[] {
    const name = toPlainText(rawText(category));
    const own = category.attributes.get('nicename')?.trim() || name;
    if (!own) return [];
    const path: Level[] = [];
    const visitedSlugs = new Set<string>();
    for (let slug: string | null = own; slug !== null && !visitedSlugs.has(slug) && path.length < maxDepth; ) {
      visitedSlugs.add(slug);
      const current = this.bySlug.get(slug);
      if (current === undefined && slug !== own) break;
      path.unshift({ slug: decodeSlug(slug), name: current?.name ?? name ?? slug });
      slug = current?.parent ?? null;
    }
    return path;
  }
}

/** Decodes a slug. WordPress percent-encodes slugs in other scripts. */
export function decodeSlug(slug: string): string {
  try {
    return decodeURIComponent(slug);
  } catch {
    return slug;
  }
}
