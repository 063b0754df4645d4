import { sql } from 'kysely';
import { z } from 'zod';
import { anyOf, jsonText, Prisma, type Reader, selection, type Transaction } from '../../platform/db/index.js';
import type { View } from '../visibility/index.js';
import { deskColumns } from './columns.store.js';
import { isVisibleSql } from './lists.store.js';
import { foldName, longestFirst, nameQuery } from './rules.js';
import { DeskPerson, type PersonInput, type PersonRow } from './schemas.js';

/**
 * The advisory lock under which imports create people. The number is arbitrary but must be the same in all processes.
 */
const makingLock = 7_201_931n;

/** A person whose name matches the name at an index, counted from 1. */
const NameMatch = z.object({ place: z.int(), person: DeskPerson.omit({ currentRoles: true }) });

/**
 * Returns the condition that a person has names like these words. About half of the words must match, so that titles
 * and initials that are not stored do not matter.
 */
const similarNameSql = (
  beginnings: Prisma.Sql,
  words: Prisma.Sql,
  isVisible: Prisma.Sql,
) => Prisma.sql`p.id = ANY (coalesce(
  nullif(ARRAY(SELECT id FROM people WHERE search @@ to_tsquery('simple', ${beginnings}) AND ${isVisible}), '{}'),
  ARRAY(SELECT id FROM people WHERE search_text %> array_to_string(${words}, ' ') AND ${isVisible})))`;

/** Returns for each name, in order, up to 20 people with a similar name. */
export async function findSimilarlyNamed(reader: Reader, names: readonly string[], view: View): Promise<PersonRow[][]> {
  const namePatterns = names.map((name) => ({ beginnings: nameQuery(name), words: longestFirst(foldName(name)) }));
  const rows = await reader.run(
    Prisma.sql`
    SELECT n.place::int AS place, c.person
    FROM jsonb_array_elements(${JSON.stringify(namePatterns)}::jsonb) WITH ORDINALITY AS n (asked, place)
    CROSS JOIN LATERAL (SELECT ARRAY(SELECT jsonb_array_elements_text(n.asked->'words')) AS list) w
    CROSS JOIN LATERAL (
      SELECT ${jsonText(deskColumns)}::json AS person FROM people p
      WHERE n.asked->>'beginnings' IS NOT NULL AND p.merged_into IS NULL
        AND ${similarNameSql(Prisma.sql`n.asked->>'beginnings'`, Prisma.sql`w.list`, isVisibleSql(view))}
      ORDER BY word_similarity(array_to_string(w.list, ' '), p.search_text) DESC, similarity(array_to_string(w.list, ' '), p.search_text) DESC, p.id
      LIMIT 20
    ) c ORDER BY n.place`,
    NameMatch,
  );
  const matches = names.map((): PersonRow[] => []);
  for (const { place, person } of rows) matches[place - 1]?.push(person);
  return matches;
}

/**
 * Returns for each printed name, in order, the people who have all its words in their names, the slug or the external
 * id, the shortest names first; and the id of the person with the external id, who is certain.
 */
export async function findExactlyNamed(
  reader: Reader,
  names: readonly { query: string | null; slug: string | null; source: string | null; key: string | null }[],
): Promise<{ people: PersonRow[]; keyedPersonId: string | undefined }[]> {
  const statement = Prisma.sql`
    SELECT n.place::int AS place, c.keyed, ${jsonText(deskColumns)}::json AS person
    FROM jsonb_array_elements(${JSON.stringify(names)}::jsonb) WITH ORDINALITY AS n (asked, place)
    CROSS JOIN LATERAL (
      SELECT hit.id, bool_or(hit.keyed) AS keyed FROM (
        (SELECT w.id, false AS keyed FROM people w WHERE w.search @@ (n.asked->>'query')::tsquery AND w.merged_into IS NULL
          ORDER BY length(w.search_text), w.id LIMIT 20)
        UNION ALL SELECT s.person_id, false FROM person_slugs s WHERE s.slug = n.asked->>'slug'
        UNION ALL SELECT coalesce(k.merged_into, k.id), true FROM person_external_ids e JOIN people k ON k.id = e.person_id
          WHERE e.source = n.asked->>'source' AND e.external_id = n.asked->>'key'
      ) hit GROUP BY hit.id
    ) c JOIN people p ON p.id = c.id WHERE p.merged_into IS NULL ORDER BY n.place, length(p.search_text), p.id`;
  // Plan for the current size of the directory, which grows during an import.
  const plannedStatement = Object.assign(statement, { planMode: 'each-time' as const });
  const rows = await reader.run(plannedStatement, NameMatch.extend({ keyed: z.boolean() }));
  const matches = names.map(() => ({ people: [] as PersonRow[], keyedPersonId: undefined as string | undefined }));
  for (const { place, keyed: isKeyMatch, person } of rows) {
    const match = matches[place - 1];
    match?.people.push(person);
    if (isKeyMatch && match !== undefined) match.keyedPersonId = person.id;
  }
  return matches;
}

/**
 * Returns the people with these names who were created in the last minute. Other imports wait until the transaction
 * ends.
 */
export async function findRecentlyCreated(
  { query }: Transaction,
  names: readonly string[],
): Promise<{ id: string; name: string; slug: string }[]> {
  await query.selectNoFrom(sql`pg_advisory_xact_lock(${makingLock})`.as('lock')).execute();
  return query
    .selectFrom('people')
    .select(['id', 'name', 'slug'])
    .where('name', '=', anyOf(names, 'text'))
    .where('mergedInto', 'is', null)
    .where('createdAt', '>', sql<Date>`now() - interval '1 minute'`)
    .execute();
}

/** Finds and locks the people that records may describe, by Wikidata ids, addresses, slugs and names. */
export function findImportCandidates({ query }: Transaction, inputs: readonly PersonInput[]): Promise<PersonRow[]> {
  const wikidataIds = inputs.flatMap(({ wikidataId }) => wikidataId ?? []);
  const sameAs = inputs.flatMap((input) => input.sameAs ?? []);
  const slugs = inputs.flatMap(({ slug }) => slug ?? []);
  const names = inputs.map(({ name }) => name);
  return query
    .selectFrom('people as p')
    .select(selection(deskColumns))
    .where('p.mergedInto', 'is', null)
    .where('p.id', 'in', ({ selectFrom }) =>
      selectFrom('people')
        .select('id')
        .where('wikidataId', '=', anyOf(wikidataIds, 'text'))
        .union(selectFrom('people').select('id').where(sql<boolean>`same_as && ${sameAs}::text[]`))
        .union(selectFrom('personSlugs').select('personId as id').where('slug', '=', anyOf(slugs, 'text')))
        .union(
          selectFrom('people as m')
            .select(({ fn }) => fn.coalesce('m.mergedInto', 'm.id').as('id'))
            .where('m.name', '=', anyOf(names, 'text')),
        ),
    )
    .forUpdate('p')
    .$castTo<PersonRow>()
    .execute();
}
