import { isDeepStrictEqual } from 'node:util';
import { v7 as uuid } from 'uuid';
import { type Actor, requireAllowedFields, requireFieldAccess, withBarredFields } from '../../platform/auth/index.js';
import type { Session, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import { applyPatch } from '../../platform/fields/index.js';
import type { JsonPage } from '../../platform/paging/index.js';
import { checkPreconditions, type Preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { type ExternalId, externalIds } from '../external-ids/index.js';
import { claimSlug } from '../slugs/index.js';
import { changeVisibility, checkDirectoryChange, chooseVisibility, type View } from '../visibility/index.js';
import { candidatesFor } from './candidates.js';
import { personEvents } from './events.js';
import { personImporter } from './importer.js';
import { personLists } from './lists.store.js';
import { personMatcher } from './matcher.js';
import { changedNames } from './merge.rules.js';
import { type PersonLinks, personMerger } from './merger.js';
import { findSimilarlyNamed } from './names.store.js';
import { asInput, changedFields, toPersonWrite, withFormerNames } from './person-write.js';
import type { CountAssets, ListsNaming } from './references.js';
import { findPerson, findPublicPerson } from './references.store.js';
import type { ResolveInput, ResolveResult } from './resolve.schemas.js';
import { checkDeletable, checkSpans, toJsonAsOf } from './rules.js';
import {
  type DeskWholePerson,
  type Person,
  PersonInput,
  type PersonListQuery,
  type PersonQuery,
  type PersonRow,
} from './schemas.js';
import { personSlugs, personStore } from './store.js';
import { rethrowWikidataConflict } from './wikidata-conflict.js';

type Dependencies = {
  database: Session;
  events: Events;
  links: Readonly<Record<string, PersonLinks>>;
  listsNaming: ListsNaming;
  countAssets: CountAssets;
  /** Whether new people are public if the actor has the scope `directory:write`. */
  isPublicByDefault: boolean;
};

export function personService({ database, events, links, listsNaming, countAssets, isPublicByDefault }: Dependencies) {
  const lists = personLists(database);
  const keys = externalIds({ table: 'personExternalIds', owner: 'personId' });
  const { merge, unmerge } = personMerger({ database, events, links });
  const { importPeople } = personImporter({ database, events, isPublicByDefault });
  const { findCandidates, createAll } = personMatcher({ database, events, isPublicByDefault });

  async function list(query: PersonListQuery, view: View): Promise<JsonPage> {
    const { asOf, fields } = query;
    if (asOf === undefined) return lists.list(query, fields, view);
    const page = await lists.list(query, undefined, view);
    const people = JSON.parse(`[${page.items}]`) as Person[];
    return { ...page, items: people.map((person) => toJsonAsOf(person, asOf, fields)).join(',') };
  }

  async function get(ref: string, { asOf, fields }: PersonQuery, view: View) {
    const row = requireRow(await lists.read(ref, asOf === undefined ? fields : undefined, view));
    // The appearances of a person change with every publication.
    const person = { ...row, tags: [...row.tags, 'articles'] };
    return asOf === undefined
      ? person
      : { ...person, json: toJsonAsOf(JSON.parse(person.json.toString()) as Person, asOf, fields) };
  }

  /** Returns the candidates for each printed name, with one statement. Considers all names that people have. */
  async function resolve({ names, limit = 5 }: ResolveInput, view: View): Promise<ResolveResult> {
    const matches = await findSimilarlyNamed(
      database,
      names.map(({ name }) => name),
      view,
    );
    return {
      results: names.map((printedName, index) => ({
        name: printedName.name,
        candidates: candidatesFor(printedName, matches[index] ?? [], limit),
      })),
    };
  }

  function create(actor: Actor, input: PersonInput): Promise<DeskWholePerson> {
    return rethrowWikidataConflict(() => database.transaction(actor, (tx) => createIn(tx, actor, input)));
  }

  async function createIn(tx: Transaction, actor: Actor, input: PersonInput): Promise<DeskWholePerson> {
    requireAllowedFields(actor, 'people', input);
    checkSpans(input);
    const visibility = chooseVisibility(actor, input.visibility, isPublicByDefault);
    const id = uuid();
    const slug = await claimSlug(tx, personSlugs, {
      id,
      name: input.name,
      requestedSlug: input.slug,
      fallback: 'person',
    });
    const row = await personStore.create(tx, id, toPersonWrite(input, { slug, visibility }));
    await events.append(tx, personEvents.created, {
      subjectId: id,
      payload: { ...row, names: changedNames(undefined, row) },
      actor,
    });
    return { ...row, articleCount: 0, firstAppearance: null, latestAppearance: null, with: [] };
  }

  /** Creates or replaces the person with an external id. */
  function upsertByExternalId(
    actor: Actor,
    key: ExternalId,
    input: PersonInput,
    preconditions?: Preconditions,
  ): Promise<{ person: DeskWholePerson; outcome: 'created' | 'updated' | 'unchanged' }> {
    return rethrowWikidataConflict(() =>
      database.transaction(actor, async (tx) => {
        const personId = await keys.hold(tx, key);
        if (personId === undefined) {
          checkPreconditions(preconditions, undefined);
          const person = await createIn(tx, actor, input);
          await keys.insert(tx, key, person.id);
          return { person, outcome: 'created' };
        }
        const before = requireRow(await personStore.hold(tx, personId));
        checkPreconditions(preconditions, before.version);
        const next = withBarredFields(actor, 'people', input, () => asInput(before));
        const slug = input.slug ?? before.slug;
        const visibility = changeVisibility(before.visibility, input.visibility);
        const write = toPersonWrite(withFormerNames(before, next), { slug, visibility });
        if (isDeepStrictEqual(write, toPersonWrite(asInput(before), before)))
          return { person: await personStore.readWhole(tx, before.id), outcome: 'unchanged' };
        return { person: await updateIn(tx, actor, before.id, () => next, preconditions), outcome: 'updated' };
      }),
    );
  }

  function replace(
    actor: Actor,
    ref: string,
    input: PersonInput,
    preconditions: Preconditions | undefined,
  ): Promise<DeskWholePerson> {
    return change(actor, ref, (row) => withBarredFields(actor, 'people', input, () => asInput(row)), preconditions);
  }

  function patch(
    actor: Actor,
    ref: string,
    changes: Record<string, unknown>,
    preconditions: Preconditions | undefined,
  ): Promise<DeskWholePerson> {
    requireAllowedFields(actor, 'people', changes);
    return change(actor, ref, (row) => applyPatch(PersonInput, asInput(row), changes), preconditions);
  }

  function remove(actor: Actor, ref: string, preconditions: Preconditions | undefined): Promise<void> {
    return database.transaction(actor, async (tx) => {
      const row = requireRow(await personStore.hold(tx, ref));
      checkDirectoryChange(actor, row.visibility);
      checkPreconditions(preconditions, row.version);
      checkDeletable({
        articles: await personStore.countArticles(tx, row.id),
        lists: await listsNaming(tx, row.id),
        assets: await countAssets(tx, row.id),
      });
      await personStore.remove(tx, row.id);
      await events.append(tx, personEvents.deleted, {
        subjectId: row.id,
        payload: { ...row, names: changedNames(row, undefined) },
        actor,
      });
    });
  }

  function change(
    actor: Actor,
    ref: string,
    next: (row: PersonRow) => PersonInput,
    preconditions: Preconditions | undefined,
  ): Promise<DeskWholePerson> {
    return rethrowWikidataConflict(() =>
      database.transaction(actor, (tx) => updateIn(tx, actor, ref, next, preconditions)),
    );
  }

  async function updateIn(
    tx: Transaction,
    actor: Actor,
    ref: string,
    next: (row: PersonRow) => PersonInput,
    preconditions: Preconditions | undefined,
  ): Promise<DeskWholePerson> {
    const before = requireRow(await personStore.hold(tx, ref));
    checkPreconditions(preconditions, before.version);
    const input = next(before);
    const visibility = changeVisibility(before.visibility, input.visibility);
    checkDirectoryChange(actor, before.visibility, visibility);
    checkSpans(input);
    const { id } = before;
    const slug =
      input.slug === undefined || input.slug === before.slug
        ? before.slug
        : await claimSlug(tx, personSlugs, { id, name: input.name, requestedSlug: input.slug, fallback: 'person' });
    requireFieldAccess(actor, 'people', () => changedFields(before, toPersonWrite(input, { slug, visibility })));
    const write = toPersonWrite(withFormerNames(before, input), { slug, visibility });
    const { aliases, roles, ...data } = write;
    const row = await personStore.update(tx, id, { ...data, version: before.version + 1, updatedAt: new Date() });
    if (!isDeepStrictEqual(aliases, before.aliases)) await personStore.replaceAliases(tx, id, aliases);
    if (!isDeepStrictEqual(roles, before.roles)) await personStore.replaceRoles(tx, id, roles);
    const after = { ...row, aliases, roles };
    const payload = { ...after, names: changedNames(before, after) };
    await events.append(tx, personEvents.updated, { subjectId: id, payload, actor });
    return personStore.readWhole(tx, id);
  }

  return {
    find: (ref: string) => findPerson(database, ref),
    findPublic: (ref: string) => findPublicPerson(database, ref),
    list,
    get,
    resolve,
    create,
    replace,
    patch,
    upsertByExternalId,
    remove,
    merge,
    unmerge,
    importPeople,
    whoMayBe: findCandidates,
    makeAll: createAll,
  };
}

export type PersonService = ReturnType<typeof personService>;

function requireRow<Row>(row: Row | null | undefined): Row {
  if (row === null || row === undefined) throw problems.notFound('There is no such person.');
  return row;
}
