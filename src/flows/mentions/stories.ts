import { v7 as uuid } from 'uuid';
import {
  anchored,
  decisionsOf,
  type FoundMention,
  type LinkedStory,
  type LiveRow,
  type MentionRow,
  mergeFound,
  type StoryToLink,
  shown,
} from '../../content/mentions/index.js';
import { FIELDS } from './linker/index.js';
import type { Outcome, Task } from './linker.worker.js';

const foundIn = ({ mentions }: Outcome): FoundMention[] => mentions;

/** What is to be linked of a story: its working copy, and the newsstand where that shows another text. */
export function tasksOf(story: StoryToLink): Task[] {
  const desk = taskOf(story.texts, story.day, story, !isRead(story));
  const live = story.live?.texts ? [taskOf(story.live.texts, story.live.day, story, false)] : [];
  return [desk, ...live];
}

/** Whether this text was looked through for unknown names already: it has the same ones still. */
const isRead = ({ revision, linkedRevision }: StoryToLink) => revision === linkedRevision;

function taskOf(texts: StoryToLink['texts'], date: string, { lang, mentions }: StoryToLink, unknown: boolean): Task {
  const decisions = decisionsOf(anchored(mentions, texts));
  return { story: { ...texts, date, lang }, decisions, unknown };
}

/** What a story has to be kept with, once its texts have been linked in the order of `tasksOf`. */
export function linkedStory(story: StoryToLink, [desk, live]: readonly Outcome[]): LinkedStory {
  if (desk === undefined) throw new Error(`Story ${story.id} was not linked.`);
  const mentions = mergeFound(story.mentions, anchored(story.mentions, story.texts), foundIn(desk), story.texts, uuid);
  const suggestions = suggestionsOf(story, desk, mentions);
  if (story.live === null) return { story, mentions, suggestions, live: null };
  const { texts } = story.live;
  const shownRows =
    live === undefined || texts === null
      ? shown(mentions)
      : shown(mergeFound(knownLive(story, mentions), anchored(story.mentions, texts), foundIn(live), texts, uuid));
  return { story, mentions, suggestions, live: shownRows.map(liveRow) };
}

/** What is on the newsstand already, whose mentions are the same ones afterwards; for a start, those of the desk are. */
function knownLive({ live }: StoryToLink, desk: readonly MentionRow[]): readonly MentionRow[] {
  if (live === null || live.mentions.length === 0) return desk;
  const bare = { before: '', after: '', candidates: [], pinned: false, decidedBy: null, version: 1 };
  return live.mentions.map((row) => ({ ...row, ...bare }));
}

function suggestionsOf(
  story: StoryToLink,
  { suggestions }: Outcome,
  mentions: readonly MentionRow[],
): StoryToLink['suggestions'] {
  if (!isRead(story)) return suggestions.slice(0, mostSuggestions);
  const taken = [...suggestions, ...mentions];
  const kept = story.suggestions.filter(
    ({ reason, field, start, end }) =>
      reason === 'looks-like-a-name' &&
      !taken.some(
        (one) => one.field === field && one.start !== null && one.end !== null && one.start < end && start < one.end,
      ),
  );
  const all = [...suggestions, ...kept].sort(
    (a, b) => FIELDS.indexOf(a.field) - FIELDS.indexOf(b.field) || a.start - b.start,
  );
  return all.slice(0, mostSuggestions);
}

/** More names than that are no help to an editor. */
const mostSuggestions = 200;

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
  quoted,
}: LiveRow): LiveRow => ({ id, field, start, end, surface, title, personId, method, confidence, status, quoted });
