import type { Readable } from 'node:stream';
import type { StoredName, TextName } from '../../content/articles/index.js';
import type { FileLimits } from './normalisation/limits.js';

/** A name under which a source knows a thing: what is brought again under it is the same thing. */
export type NaturalKey = { source: string; id: string };

/** A section with those above it, the top first; found by slug, made where there is none. */
export type DraftSection = { path: readonly { slug: string; name: string }[] };

export type DraftPerson = {
  name: string;
  relation: 'author' | 'subject' | 'mentioned' | 'quoted' | 'pictured';
  /** The office as the story prints it. */
  titleAsPrinted: string | null;
  /** What the source calls them, where it does. */
  key: NaturalKey | null;
  /** Told where a newsroom like this one has told it: two people of one name are two by their slugs. */
  slug?: string;
};

type DraftImage = { url: string; alt: string; caption: string | null; credit: string | null };

/** A comment that comes with its story. `parentKey` is another comment's `key`. */
export type DraftComment = {
  key: string;
  parentKey: string | null;
  authorName: string;
  authorUrl: string | null;
  /** Dropped unless it is asked for. */
  authorEmail: string | null;
  /** Markdown. */
  body: string;
  status: 'pending' | 'approved' | 'rejected' | 'spam';
  createdAt: Date;
};

/** What readers were told of a mistake. */
export type DraftCorrection = {
  kind: 'correction' | 'clarification' | 'update' | 'retraction';
  note: string;
  at: Date;
};

/** The fields of an article that an editor writes, as a format has them; null where it does not say. */
type DraftContent = { [Name in TextName]: string | null } & {
  headline: string;
  slug: string | null;
  type: string | null;
  /** HTML, as it came: the desk makes it safe. */
  body: string;
  lang: string | null;
  section: DraftSection | null;
  tags: readonly string[];
  people: readonly DraftPerson[];
  sources: readonly { name: string; url: string | null; relation: 'cited' | 'original' | 'syndicated' }[];
  /** Other stories, by what the source calls them. */
  relatedKeys: readonly NaturalKey[];
  leadImage: DraftImage | null;
  seo: { title: string | null; description: string | null; canonicalUrl: string | null } | null;
  commentsOpen: boolean | null;
};

/** Does not compile when drafts lack a field of the catalogue. */
type Complete<Content extends Record<StoredName, unknown>> = Content;

/** A story as a format has it, in the newsroom's terms. Nothing in it has been checked against the newsroom. */
export type Draft = Complete<DraftContent> & {
  /** Where it stands in what was read, for people: `item 18, line 120`, `posts/2021-08-23-basic.md`. */
  from: string;
  key: NaturalKey;
  /** What other sources call it. */
  otherKeys?: readonly NaturalKey[];
  status: 'draft' | 'published' | 'unpublished' | 'trashed';
  publishedAt: Date | null;
  firstPublishedAt: Date | null;
  updatedAt: Date | null;
  comments: readonly DraftComment[];
  corrections?: readonly DraftCorrection[];
  /** Media that the body refers to, with their credits. */
  media: readonly { url: string; credit: string | null; caption: string | null }[];
  /** What was left out, and why: for the report. */
  omissions: readonly { what: string; reason: string }[];
};

/** What a format gives, in the order of the file. */
export type ReadResult =
  | { kind: 'draft'; draft: Draft }
  | {
      kind: 'skipped';
      from: string;
      /** RFC 6901, into the item, where the format is JSON. */
      pointer: string | null;
      /** Kebab-case and stable. */
      reason: string;
      /** For people: what is wrong, and what to do. */
      detail: string;
    };

export type ReadOptions = {
  /** Stands for what the file does not say of where it comes from. */
  source: string | null;
  /** The name of the file, where there is one. */
  name: string | null;
};

/** A file format. It turns bytes into drafts and knows neither the database nor HTTP. */
export type Format = {
  name: string;
  /** For `Content-Type`. */
  mediaTypes: readonly string[];
  limits: FileLimits;
  /** Whether a file is of this format: by its first 64 KiB and its name. The first format that says so is it. */
  detects(head: Buffer, name: string | null): boolean;
  /** Reads a file of any size in bounded memory. What cannot be read is a `skipped`, never an error. */
  read(bytes: Readable, options: ReadOptions): AsyncIterable<ReadResult>;
};
