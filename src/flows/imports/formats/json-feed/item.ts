import { z } from 'zod';
import { parseTime } from '../../normalisation/dates.js';
import type { Omission } from '../../normalisation/draft.js';
import { asList, asText, type Fields, hostOf, isFields, quote } from '../../normalisation/fields.js';
import { escapeHtml, paragraphs } from '../../normalisation/text.js';
import { unreadFields } from '../../normalisation/unread-fields.js';
import type { Entry } from '../rss/entry.js';
import { kindOf } from '../rss/figures.js';
import { fieldsOf, word } from './fields-of.js';

const shape = {
  id: word,
  url: word,
  external_url: word,
  title: word,
  content_html: word,
  content_text: word,
  summary: word,
  image: word,
  banner_image: word,
  date_published: word,
  date_modified: word,
  language: word,
  tags: z.array(z.unknown()),
  attachments: z.array(z.unknown()),
};

/** The fields of an item that are read. */
const handledFields = new Set([...Object.keys(shape), 'author', 'authors']);

/** Returns the authors: the list of version 1.1, or else the single author of version 1.0. */
export const authorsIn = (from: Fields): Entry['authors'] =>
  (Array.isArray(from.authors) && from.authors.length > 0 ? from.authors : asList(from.author)).flatMap((author) => {
    const name = isFields(author) ? asText(author.name) : null;
    return name === null ? [] : [{ text: name, isName: true }];
  });

/** Converts an item to the common form of all feeds. Items without authors get those of the feed. */
export function entryOf(item: Fields, from: string, feedAuthors: Entry['authors']): Entry {
  const omissions: Omission[] = [];
  const fields = fieldsOf(shape, item, omissions);
  omissions.push(...unreadFields(item, handledFields));
  const text = (value: string | null): string | null => value?.trim() || null;
  const date = (value: string | null): Date | null => {
    if (text(value) === null) return null;
    const time = parseTime(value ?? '');
    if (time === null) omissions.push({ what: `date ${quote(value ?? '')}`, reason: 'not-a-date' });
    return time;
  };
  const authors = authorsIn(item);
  const plain = text(fields.content_text);
  const external = text(fields.external_url);
  const images = [text(fields.image), text(fields.banner_image)].flatMap((url) => (url === null ? [] : [{ url }]));
  const attachments = (fields.attachments ?? []).flatMap((attachment) => attachmentOf(attachment));
  const summary = text(fields.summary);
  return {
    from,
    id: text(fields.id),
    link: text(fields.url),
    // By the specification, the title is text: "<b>" in it is not a tag.
    title: fields.title === null ? null : escapeHtml(fields.title),
    content: text(fields.content_html) ?? (plain === null ? null : paragraphs(plain)),
    summary: summary === null ? null : paragraphs(summary),
    lang: text(fields.language),
    categories: (fields.tags ?? []).flatMap((tag) => asText(tag) ?? []),
    authors: authors.length > 0 ? authors : feedAuthors,
    // `external_url` is the page that a linked item is about.
    sources: external === null ? [] : [{ name: hostOf(external) ?? quote(external), url: external, relation: 'cited' }],
    publishedAt: date(fields.date_published),
    updatedAt: date(fields.date_modified),
    pictures: [...images, ...attachments.filter(({ kind }) => kind === 'image')].map(({ url }) => ({ url })),
    media: attachments.flatMap(({ kind, ...medium }) => (kind === 'image' ? [] : { ...medium, kind })),
    omissions,
  };
}

function attachmentOf(attachment: unknown): { url: string; title: string | null; kind: ReturnType<typeof kindOf> }[] {
  if (!isFields(attachment)) return [];
  const url = asText(attachment.url);
  if (url === null) return [];
  return [{ url, title: asText(attachment.title), kind: kindOf(url, asText(attachment.mime_type)) }];
}
