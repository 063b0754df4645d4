import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type CommentPolicies, PolicyInput, WordInput } from '../../content/comments/index.js';
import type { Actor } from '../../platform/auth/index.js';
import { problems } from '../../platform/problems/index.js';
import { type Fields, validate, withoutDerived } from './entries.js';
import { type EntryImporter, type EntryOutcome, InvalidEntry, unlessNotFound } from './outcome.js';

type Policies = Pick<
  CommentPolicies,
  'listPolicies' | 'listWords' | 'addWord' | 'setSitePolicy' | 'setSectionPolicy' | 'setArticlePolicy'
>;

const PlacedPolicy = PolicyInput.extend({
  place: z.enum(['site', 'section', 'article']),
  slug: z.string().nullable().optional(),
});
type PlacedPolicy = z.output<typeof PlacedPolicy>;

/** What is stored: the values of policies by their places, and the actions of word rules by their phrases. */
type StoredRules = { policies: Map<string, (string | number | boolean | null)[]>; words: Map<string, string> };

const placeKey = ({ place, slug }: { place: string; slug: string | null }) => `${place} ${slug}`;

/** What the API adds to a word rule. */
const derivedWordFields = new Set(['id', 'createdAt']);

/** Exports and imports the policies for comments and the word rules. */
export function policyFiles(policies: Policies) {
  /** Yields the stated policies with their places, and then the word rules. */
  async function* entries(): AsyncGenerator<object> {
    yield* await policies.listPolicies();
    for (const { phrase, action } of (await policies.listWords()).data) yield { phrase, action };
  }

  /** Returns the function that sets the policy of a place, or a word rule. It reads once what there is. */
  function createImporter(): EntryImporter {
    let rules: Promise<StoredRules> | undefined;
    return async (actor, entry) => {
      rules ??= readRules();
      return 'phrase' in entry ? importWord(actor, entry, await rules) : importPolicy(actor, entry, await rules);
    };
  }

  async function readRules(): Promise<StoredRules> {
    const [placedPolicies, { data: words }] = await Promise.all([policies.listPolicies(), policies.listWords()]);
    return {
      policies: new Map(placedPolicies.map((policy) => [placeKey(policy), withDefaults(policy)])),
      words: new Map(words.map(({ phrase, action }) => [phrase, action])),
    };
  }

  async function importWord(actor: Actor, entry: Fields, { words }: StoredRules): Promise<EntryOutcome> {
    const result = validate(WordInput, withoutDerived(entry, derivedWordFields));
    if ('problem' in result) throw new InvalidEntry(result.problem);
    const { input } = result;
    const before = words.get(input.phrase);
    if (before === input.action) return { outcome: 'unchanged' };
    await policies.addWord(actor, input);
    words.set(input.phrase, input.action);
    return { outcome: before === undefined ? 'created' : 'updated' };
  }

  async function importPolicy(actor: Actor, entry: Fields, rules: StoredRules): Promise<EntryOutcome> {
    const result = validate(PlacedPolicy, entry);
    if ('problem' in result) throw new InvalidEntry(result.problem);
    const { place, slug = null, ...policy } = result.input;
    const key = placeKey({ place, slug });
    const before = rules.policies.get(key);
    const next = withDefaults(policy);
    if (isDeepStrictEqual(before, next)) return { outcome: 'unchanged' };
    const policyAfter = await unlessNotFound(write(actor, place, slug, policy));
    if (policyAfter === undefined) {
      const detail = `There is no ${place} "${slug}".`;
      throw problems.unknownReference(detail, { errors: [{ pointer: '/slug', code: `unknown-${place}`, detail }] });
    }
    rules.policies.set(key, next);
    return { outcome: before === undefined ? 'created' : 'updated' };
  }

  function write(actor: Actor, place: PlacedPolicy['place'], slug: string | null, policy: PolicyInput) {
    if (place === 'site') return policies.setSitePolicy(actor, policy);
    if (slug === null) throw new InvalidEntry(`slug: is required if the place is ${place}`);
    return place === 'section'
      ? policies.setSectionPolicy(actor, slug, policy)
      : policies.setArticlePolicy(actor, slug, policy);
  }

  return { entries, createImporter };
}

/** Returns the values of a policy. Those that it does not state are null. */
const withDefaults = (policy: PolicyInput) =>
  Object.keys(PolicyInput.shape).map((name) => policy[name as keyof PolicyInput] ?? null);
