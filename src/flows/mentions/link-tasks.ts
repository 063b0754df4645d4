import { v7 as uuid } from 'uuid';
import {
  type ArticleToLink,
  anchorPins,
  decisionsOf,
  type FoundMention,
  filterPublicMentions,
  type LinkResult,
  type LiveMentionRow,
  type MentionRow,
  mergeFound,
} from '../../content/mentions/index.js';
import { mapInBatches } from '../../lib/map-in-batches.js';
import { FIELDS } from './linker/index.js';
import type { Outcome, Task } from './linker.worker.js';
import { spanLookup } from './span-lookup.js';

const mentionsIn = ({ mentions }: Outcome): FoundMention[] => mentions;

/** Returns the texts of an article to link: its draft copy, and its publication if there is one. */
export function tasksOf(article: ArticleToLink): Task[] {
  const deskTask = taskOf(article.texts, article.day, article, 'desk');
  if (article.live === null) return [deskTask];
  if (article.live.texts === null) return [deskTask, { ...deskTask, audience: 'public' }];
  return [deskTask, taskOf(article.live.texts, article.live.day, article, 'public')];
}

/** Returns whether this revision was searched for unknown names before. The result would be the same. */
const isScanned = ({ revision, linkedRevision }: ArticleToLink) => revision === linkedRevision;

function taskOf(
  { markup, ...texts }: ArticleToLink['texts'],
  date: string,
  article: ArticleToLink,
  audience: Task['audience'],
): Task {
  const decisions = decisionsOf(anchorPins(article.mentions, texts));
  const suggestsUnknownNames = audience === 'desk' && !isScanned(article);
  return { article: { ...texts, date, lang: article.lang }, markup, decisions, audience, suggestsUnknownNames };
}

/**
 * Returns what is to be stored for an article, given the outcomes of its tasks in the order of `tasksOf`. Many mentions
 * take several turns of the event loop.
 */
export async function toLinkResult(
  article: ArticleToLink,
  [deskOutcome, liveOutcome]: readonly Outcome[],
): Promise<LinkResult> {
  if (deskOutcome === undefined) throw new Error(`The linker returned no outcome for article ${article.id}.`);
  const mentions = await mergeFound(
    article.mentions,
    anchorPins(article.mentions, article.texts),
    mentionsIn(deskOutcome),
    article.texts,
    uuid,
  );
  const suggestions = suggestionsOf(article, deskOutcome, mentions);
  if (article.live === null) return { article, mentions, suggestions, live: null };
  if (liveOutcome === undefined) throw new Error(`The linker returned no outcome for publication ${article.id}.`);
  const liveMentions =
    liveOutcome === deskOutcome ? mentions : await mergeLive(article, article.live, liveOutcome, mentions);
  return { article, mentions, suggestions, live: await mapInBatches(filterPublicMentions(liveMentions), liveRow) };
}

/**
 * Returns the mentions that were found in a publication. They keep their ids. A new one has the id of the mention at the
 * same place in the draft copy, if both have the same text, so that a decision applies to both.
 */
async function mergeLive(
  article: ArticleToLink,
  live: NonNullable<ArticleToLink['live']>,
  outcome: Outcome,
  deskRows: readonly MentionRow[],
): Promise<MentionRow[]> {
  const texts = live.texts ?? article.texts;
  const pins = anchorPins(article.mentions, texts);
  const rows = await mergeFound(await existingLiveRows(article, deskRows), pins, mentionsIn(outcome), texts, uuid);
  if (live.texts !== null) return rows;
  const placeOf = ({ field, start, end }: MentionRow) => `${field} ${start} ${end}`;
  const deskIds = new Map(await mapInBatches(deskRows, (row) => [placeOf(row), row.id] as const));
  const liveIds = new Set(live.mentions.map(({ id }) => id));
  return mapInBatches(rows, (row) => {
    const deskId = deskIds.get(placeOf(row));
    return deskId === undefined || liveIds.has(row.id) || liveIds.has(deskId) ? row : { ...row, id: deskId };
  });
}

/** Returns the mentions of the publication, which keep their ids, or else those of the draft copy. */
async function existingLiveRows(
  { live }: ArticleToLink,
  deskRows: readonly MentionRow[],
): Promise<readonly MentionRow[]> {
  if (live === null || live.mentions.length === 0) return deskRows;
  const emptyFields = { before: '', after: '', candidates: [], pinned: false, decidedBy: null, version: 1 };
  return mapInBatches(live.mentions, (row) => ({ ...row, ...emptyFields }));
}

function suggestionsOf(
  article: ArticleToLink,
  { suggestions }: Outcome,
  mentions: readonly MentionRow[],
): ArticleToLink['suggestions'] {
  if (!isScanned(article)) return suggestions.slice(0, maxSuggestions);
  const isOccupied = spanLookup([...suggestions, ...mentions]);
  const keptSuggestions = article.suggestions.filter((one) => one.reason === 'looks-like-a-name' && !isOccupied(one));
  const all = [...suggestions, ...keptSuggestions].sort(
    (a, b) => FIELDS.indexOf(a.field) - FIELDS.indexOf(b.field) || a.start - b.start,
  );
  return all.slice(0, maxSuggestions);
}

/** How many suggestions of one article are stored. More would not help an editor. */
const maxSuggestions = 200;

const liveRow = ({
  id,
  field,
  start,
  end,
  surface,
  title,
  personId,
  method,
  confidence,
  status,
  quoted: quoteKind,
  quotes,
}: LiveMentionRow): LiveMentionRow => ({
  id,
  field,
  start,
  end,
  surface,
  title,
  personId,
  method,
  confidence,
  status,
  quoted: quoteKind,
  quotes,
});
