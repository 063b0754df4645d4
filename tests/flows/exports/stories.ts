import type { ArticleInput } from '../../../src/content/articles/index.js';
import type { Newsroom } from '../../../src/newsroom.js';
import { systemActor } from '../../../src/platform/auth/index.js';

const types = ['article', 'analysis', 'opinion', 'interview', 'live', 'obituary'] as const;
const relations = ['subject', 'mentioned', 'quoted', 'pictured'] as const;
const bodies = [
  '<p>It rained &amp; <strong>rained</strong>\nall day, “so”.</p>\n<pre>a\n\n  b</pre>\n<ul>\n<li>one</li>\n<li>two <em>more</em></li>\n</ul>',
  '<h2>Überschrift</h2><p>Zeile<br>Zeile &lt;drei&gt; ]]&gt; 🏳️‍🌈 \u2028 \u0085 \ufffe</p><blockquote><p>Said.</p></blockquote>',
  '<figure><img src="https://img.example/a.jpg?x=1&amp;y=2" alt="A &quot;b&quot;"><figcaption>Caption.</figcaption></figure><p>End.</p>',
  '',
];
const minute = 60_000;

/** Returns the value for every nth index, and otherwise undefined. */
const every = <Value>(n: number, at: number, value: Value): Value | undefined => (at % n === 0 ? value : undefined);

/** Creates articles that use every field, empty ones too, with namesakes and relations in both directions. */
export async function fillWithStories({ sections, people, articles }: Newsroom, count: number): Promise<void> {
  for (const [name, parent] of [
    ['World', null],
    ['Europe & Co', 'world'],
    ['Cities', 'europe-co'],
    ['Sport', null],
  ])
    await sections.create(systemActor, { name: name as string, parent: parent ?? null });
  // Two people have the same name, and one has a slug that is not made from the name.
  for (const [name, slug] of [
    ['John Smith', 'john-smith'],
    ['John Smith', 'john-smith-farmer'],
    ['Zoë Łęcka', 'zoe'],
    ['O’Neill, <Ann>', 'ann'],
    ['李 雷', undefined],
  ] as const)
    await people.create(systemActor, { name, ...(slug === undefined ? {} : { slug }) });
  const known = ['john-smith', 'john-smith-farmer', 'zoe', 'ann'];
  const ids: string[] = [];
  for (let at = 0; at < count; at++) {
    const input: ArticleInput = {
      headline: `Story ${at}: ${at % 3 === 0 ? '“Ärger” & <more> ]]> 🚢' : 'ferries sail'}`,
      slug: `story-${at}`,
      standfirst: every(2, at, `Line one.\nLine ${at} & <so>.`) ?? null,
      type: types[at % types.length],
      body: bodies[at % bodies.length],
      lang: ['en', 'de-AT', 'fr'][at % 3],
      dateline: every(3, at, 'KÖLN') ?? null,
      section: [null, 'world', 'europe-co', 'cities', 'sport'][at % 5] ?? null,
      tags: every(2, at, ['g20', 'r&d', 'été 2017', `n-${at}`]) ?? [],
      people: known.slice(0, at % 5).flatMap((person, place) => [
        {
          person,
          relation: place === 0 ? 'author' : (relations[(at + place) % 4] ?? 'subject'),
          titleAsPrinted: every(2, at + place, 'Chief, “Desk”') ?? null,
        },
        ...(at % 7 === 0 && place === 0 ? [{ person, relation: 'mentioned' as const }] : []),
      ]),
      sources:
        every(4, at, [
          { name: 'Reuters', url: 'https://www.reuters.com/a?b=c%7Cd', relation: 'original' as const },
          { name: 'A call' },
        ]) ?? [],
      related: ids.slice(Math.max(0, ids.length - (at % 4))),
      leadImage:
        every(3, at, {
          url: `https://img.example/${at}.jpg`,
          alt: 'An “alt” & <b>',
          caption: every(2, at, 'Seen.') ?? null,
          credit: 'Jo / Agency',
        }) ?? null,
      seo:
        every(5, at, {
          title: 'T & t',
          description: null,
          canonicalUrl: every(2, at, 'https://paper.example/x') ?? null,
        }) ?? null,
      externalIds:
        every(6, at, [
          { source: 'wordpress:old.example', id: String(at) },
          { source: 'archive', id: `a/${at}` },
        ]) ?? [],
      commentsOpen: at % 4 !== 0,
    };
    const { id } = await articles.create(systemActor, input);
    ids.push(id);
    await articles.publish(systemActor, id, { at: new Date(Date.UTC(2017, 0, 1) + at * minute + 123) });
  }
  // These articles refer to ones that come later in a file.
  for (const at of [0, 7, 12]) {
    await articles.patch(systemActor, `story-${at}`, { related: [ids[count - 1], ids[count - 2 - at]] }, undefined);
    await articles.publish(systemActor, `story-${at}`);
  }
}
