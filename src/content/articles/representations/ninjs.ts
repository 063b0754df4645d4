import { htmlToText } from '../../../lib/rich-text/index.js';
import { strictUri } from '../../../lib/web-address.js';
import type { Site } from './site.js';
import { type Story, urnOf, withRelation } from './story.js';

const standard = {
  name: 'ninjs',
  version: '3.1',
  schema: 'http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#',
} as const;

const plain = 'text/plain';

function picture({ url, alt, caption, credit }: NonNullable<Story['leadImage']>) {
  const href = strictUri(url);
  const said = caption ?? alt;
  return {
    name: 'leadImage',
    rel: 'leadImage',
    uri: href,
    type: 'picture',
    ...(said === '' ? {} : { descriptions: [{ role: 'caption', contentType: plain, value: said }] }),
    ...(credit === null ? {} : { by: credit }),
    renditions: [{ name: 'original', href, ...(alt === '' ? {} : { title: alt }) }],
  };
}

/**
 * A story as IPTC ninjs 3.1 (https://www.iptc.org/std/ninjs/), for other newsrooms and their systems.
 *
 * @param story with its body as HTML
 */
export function ninjsOf(story: Story, site: Site): string {
  const { section, leadImage, related, sources } = story;
  const words = htmlToText(story.body);
  const link = site.linkOf(story.slug);
  const associations = [
    ...(leadImage === null ? [] : [picture(leadImage)]),
    ...related.map(({ id, headline }) => ({ name: headline, rel: 'related', uri: urnOf(id), type: 'text' })),
  ];
  const descriptions = [
    ...(story.standfirst === null ? [] : [{ role: 'summary', contentType: plain, value: story.standfirst }]),
    ...story.corrections.map(({ kind, note }) => ({ role: kind, contentType: plain, value: note })),
  ];
  const item = {
    standard,
    uri: urnOf(story.id),
    type: 'text',
    representationType: 'full',
    pubStatus: 'usable',
    version: String(story.version),
    firstCreated: story.firstPublishedAt,
    versionCreated: story.updatedAt,
    language: story.lang,
    slugline: story.slug,
    headlines: [{ role: 'main', contentType: plain, value: story.headline }],
    ...(descriptions.length === 0 ? {} : { descriptions }),
    ...(story.authors.length === 0 ? {} : { by: story.authors.map(({ name }) => name).join(', ') }),
    ...(story.dateline === null ? {} : { located: story.dateline }),
    genres: [{ name: story.type }],
    bodies: [
      {
        role: 'main',
        contentType: 'text/html',
        charCount: [...words].length,
        wordCount: words.match(/\S+/g)?.length ?? 0,
        value: story.body,
      },
    ],
    people: (['author', 'subject', 'quoted', 'pictured', 'mentioned'] as const).flatMap((rel) =>
      withRelation(story, rel).map(({ id, slug, name }) => ({ name, rel, uri: urnOf(id), literal: slug })),
    ),
    subjects: [
      ...(section === null
        ? []
        : [{ name: section.name, rel: 'section', uri: urnOf(section.id), literal: section.path }]),
      ...story.tags.map((tag) => ({ name: tag, rel: 'tag', literal: tag })),
    ],
    infoSources: sources.map(({ name, url, relation }) => ({
      name,
      role: relation,
      ...(url === null ? {} : { uri: strictUri(url) }),
    })),
    associations,
    altIds: [{ role: 'url', value: link }],
  };
  return JSON.stringify(item);
}
