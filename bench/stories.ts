import { kebab, type Person, personAt, sections } from './directories.js';
import { languages, placeAt } from './languages.js';
import { Json, type Row } from './load.js';
import { idAt, type Random, random } from './random.js';
import { places, topics } from './vocabulary.js';

/** When the newest article is published. */
const today = Date.UTC(2026, 0, 1);
const minute = 60_000;

/** Tags, the most frequent first. */
export const tags = [...topics, ...places.map((place) => place.toLowerCase())].slice(0, 500);

const types = ['article', 'analysis', 'opinion', 'interview', 'feature', 'review', 'briefing', 'live', 'obituary'];
const relations = ['mentioned', 'subject', 'quoted', 'pictured'];

export type Scale = {
  /** The number of articles. Number 1 is the oldest, and number `stories` the newest. */
  stories: number;
  people: number;
  /** The average number of characters of a body. */
  body: number;
};

export const publishedAt = ({ stories }: Scale, n: number) => today - (stories - n) * minute;
/** Returns the id of an article, which is created two hours before its publication. */
export const storyId = (scale: Scale, n: number) => idAt(publishedAt(scale, n) - 120 * minute, 3, n);

const langOf = (by: Random) => by.pick(['en', 'en', 'en', 'en', 'en', 'en', 'en', 'de', 'fr', 'es'] as const);

/** Returns a headline. The headlines of a language repeat only after all combinations: over a million in English. */
function headlineAt(n: number, { who, did, what, where }: (typeof languages)['en']): string {
  let rest = (n * 1_000_003) % (who.length * did.length * what.length * where.length);
  const words = [who, did, what, where].map((list) => {
    const word = list[rest % list.length];
    rest = Math.floor(rest / list.length);
    return word;
  });
  return words.join(' ');
}

export function slugOf(n: number): string {
  return `${kebab(headlineAt(n, languages[langOf(random(3, n))]))}-${n}`;
}

function sentence(by: Random, words: (typeof languages)['en']): string {
  return by.pick(words.sentences).replace(/\{(\w+)\}/g, (_, slot: string) => {
    if (slot === 'num') return String(2 + by.below(900));
    if (slot === 'place') return placeAt(by.skewed(places.length, 2));
    return by.pick(words[slot as 'thing']);
  });
}

/** Returns paragraphs of complete sentences with about this number of characters. */
export function paragraphs(by: Random, words: (typeof languages)['en'], length: number): string[] {
  const wanted = length * (0.5 + by.next());
  const out: string[] = [];
  for (let written = 0; written < wanted; ) {
    const sentences = Array.from({ length: 2 + by.below(3) }, () => sentence(by, words));
    out.push(sentences.join(' '));
    written += out.at(-1)?.length ?? 0;
  }
  return out;
}

function named(by: Random, people: number): { person: Person; relation: string }[] {
  // Authors come from a fifth of the people. Of all people, only a few are often in the news.
  const found = [{ person: personAt(by.skewed(Math.ceil(people / 5), 1.5)), relation: 'author' }];
  for (let others = by.below(5); others > 0; others--) {
    const one = { person: personAt(by.skewed(people, 3)), relation: by.pick(relations) };
    if (!found.some(({ person, relation }) => person.id === one.person.id && relation === one.relation))
      found.push(one);
  }
  return found;
}

export type Story = { id: string; published: number; rows: Record<string, Row[]> };

/** Returns a published article. It is the same for the same scale and number. */
export function storyAt(scale: Scale, n: number): Story {
  const by = random(3, n);
  const lang = langOf(by);
  const words = languages[lang];
  const id = storyId(scale, n);
  const published = publishedAt(scale, n);
  const at = new Date(published).toISOString();
  const created = new Date(published - 120 * minute).toISOString();
  const changed = by.chance(0.1) ? new Date(published + by.below(600) * minute).toISOString() : at;
  const slug = slugOf(n);
  const headline = headlineAt(n, words);
  const body = paragraphs(by, words, scale.body);
  const section = sections[by.skewed(sections.length, 1.3)] as (typeof sections)[number];
  const ownTags = [...new Set(Array.from({ length: by.below(5) }, () => tags[by.skewed(tags.length, 2.5)] as string))];
  const people = named(by, scale.people);
  const earlier = by.chance(0.15) ? [1, 7, 30].slice(0, 1 + by.below(3)).filter((back) => back < n) : [];
  const former = by.chance(0.02) ? [`${slug}-early`] : [];
  const copy = {
    slug,
    version: 2,
    revision: 1,
    type: types[by.skewed(types.length, 3)] as string,
    headline,
    standfirst: by.chance(0.9) ? `${sentence(by, words)} ${placeAt(n)}, ${n}.` : null,
    body: body.map((text) => `<p>${text}</p>`).join(''),
    body_text: body.join('\n\n'),
    lang,
    dateline: by.chance(0.6) ? placeAt(by.below(places.length)) : null,
    section_id: section.id,
    tags: ownTags,
    lead_image: by.chance(0.7)
      ? new Json({
          url: `https://images.example.org/${slug}.jpg`,
          alt: headline,
          caption: `The scene ${by.pick(words.when)}.`,
          credit: 'Broadsheet Pictures',
        })
      : null,
    seo: by.chance(0.1) ? new Json({ title: headline, description: null, canonicalUrl: null }) : null,
    sources: new Json(
      by.chance(0.2) ? [{ name: 'News Agency', url: `https://agency.example.org/${n}`, relation: 'cited' }] : [],
    ),
    related: earlier.map((back) => storyId(scale, n - back)),
    comments_open: by.chance(0.9),
    published_at: at,
    first_published_at: at,
    updated_at: changed,
  };
  const who = people.map(({ person, relation }, position) => ({
    article_id: id,
    position,
    person_id: person.id,
    relation,
    title_as_printed: relation === 'author' || by.chance(0.5) ? person.title : null,
  }));
  return {
    id,
    published,
    rows: {
      articles: [{ id, status: 'published', published_revision: 1, created_at: created, ...copy }],
      article_slugs: [slug, ...former].map((each) => ({ slug: each, article_id: id })),
      article_people: who,
      revisions: [
        {
          article_id: id,
          number: 1,
          snapshot: new Json({ slug, headline, type: copy.type, sectionId: section.id, tags: ownTags }),
          saved_by: 'The importer',
          created_at: created,
        },
      ],
      publications: [{ article_id: id, ...copy }],
      publication_slugs: former.map((each) => ({ slug: each, article_id: id })),
      publication_sections: section.lineage.map((above) => ({ section_id: above, article_id: id, published_at: at })),
      publication_tags: ownTags.map((tag) => ({ tag, article_id: id, published_at: at })),
      publication_people: who.map((row, index) => ({
        ...row,
        listed: who.findIndex(({ person_id }) => person_id === row.person_id) === index,
        published_at: at,
      })),
    },
  };
}
