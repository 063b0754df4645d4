import { stringify } from 'yaml';
import { htmlToMarkdown } from '../../../lib/rich-text/index.js';
import type { Site } from './site.js';
import type { Story } from './story.js';

/** Without what is not there. */
const stated = (members: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(members).filter(
      ([, value]) => value != null && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  );

/**
 * A story as Markdown (CommonMark with GitHub's extensions, RFC 7764) behind front matter in YAML, as generators of
 * static sites read it.
 *
 * @param story with its body as HTML
 */
export function markdownOf(story: Story, site: Site): string {
  const { leadImage, seo } = story;
  const matter = stated({
    title: story.headline,
    description: story.standfirst,
    id: story.id,
    slug: story.slug,
    url: seo?.canonicalUrl ?? site.linkOf(story.slug),
    type: story.type,
    lang: story.lang,
    section: story.section?.path,
    authors: story.authors.map(({ name }) => name),
    tags: story.tags,
    dateline: story.dateline,
    date: story.firstPublishedAt,
    updated: story.updatedAt,
    corrections: story.corrections.map(({ kind, note, at }) => ({ kind, note, date: at })),
    image: leadImage === null ? null : stated(leadImage),
  });
  // Aliases and folded lines are YAML that not every reader of front matter knows.
  const yaml = stringify(matter, { lineWidth: 0, aliasDuplicateObjects: false });
  return `---\n${yaml}---\n\n${htmlToMarkdown(story.body)}`;
}
