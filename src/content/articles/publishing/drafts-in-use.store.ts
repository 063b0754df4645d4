import { anyOf, type Transaction } from '../../../platform/db/index.js';

/** Returns the people, sections and assets that publications use and the public does not see yet. */
export async function draftsInUse(
  { query }: Transaction,
  articleIds: readonly string[],
): Promise<{ people: string[]; sections: string[]; assets: string[] }> {
  const rows = await query
    .selectFrom('publicationPeople as l')
    .innerJoin('people as p', 'p.id', 'l.personId')
    .select(({ val }) => ['p.id', val('person').as('kind')])
    .where('l.articleId', '=', anyOf(articleIds))
    .where('p.visibility', '=', 'draft')
    // Mentions that an editor has confirmed appear with the publication of the same revision.
    .union((eb) =>
      eb
        .selectFrom('mentions as m')
        .innerJoin('articles as a', (join) =>
          join.onRef('a.id', '=', 'm.articleId').onRef('a.publishedRevision', '=', 'a.revision'),
        )
        .innerJoin('people as p', 'p.id', 'm.personId')
        .select(({ val }) => ['p.id', val('person').as('kind')])
        .where('m.articleId', '=', anyOf(articleIds))
        .where('m.pinned', '=', true)
        .where('m.status', '=', 'confirmed')
        .where('m.startAt', 'is not', null)
        .where('p.visibility', '=', 'draft'),
    )
    .union((eb) =>
      eb
        .selectFrom('publicationSections as l')
        .innerJoin('sections as s', 's.id', 'l.sectionId')
        .select(({ val }) => ['s.id', val('section').as('kind')])
        .where('l.articleId', '=', anyOf(articleIds))
        .where('s.visibility', '=', 'draft'),
    )
    .union((eb) =>
      eb
        .selectFrom('publications as u')
        .innerJoin('assets as i', 'i.id', 'u.leadAssetId')
        .select(({ val }) => ['i.id', val('asset').as('kind')])
        .where('u.articleId', '=', anyOf(articleIds))
        .where('i.visibility', '=', 'draft'),
    )
    .union((eb) =>
      eb
        .selectFrom('publicationAssets as u')
        .innerJoin('assets as i', 'i.id', 'u.assetId')
        .select(({ val }) => ['i.id', val('asset').as('kind')])
        .where('u.articleId', '=', anyOf(articleIds))
        .where('i.visibility', '=', 'draft'),
    )
    .execute();
  const idsOf = (kind: string) => rows.flatMap((row) => (row.kind === kind ? [row.id] : []));
  return { people: idsOf('person'), sections: idsOf('section'), assets: idsOf('asset') };
}
