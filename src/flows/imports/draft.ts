import type { Readable } from 'node:stream';
import type { StoredName, TextName } from '../../content/articles/index.js';
import type { FileLimits } from './normalisation/limits.js';

/** The id of a thing in its source. Another import with the same key updates the same thing. */
export type NaturalKey = { source: string; id: string };

/** A section and its parents, the topmost first. Sections are found by slug, and created if they do not exist. */
export type DraftSection = { path: readonly { slug: string; name: string }[] };

export type DraftPerson = {
  name: string;
  relation: 'author' | 'subject' | 'mentioned' | 'quoted' | 'pictured';
  /** The office, as the article prints it. */
  titleAsPrinted: string | null;
  /** The id of the person in the source, if it has one. */
  key: NaturalKey | null;
  /** Set if the file comes from a newsroom like this one. Two people with one name are told apart by their slugs. */
  slug?: string;
};

type DraftImage = { url: string; alt: string; caption: string | null; credit: string | null };

/** A lead image. `asset` is the id of an asset here and the texts that replace those of the asset. */
type DraftLeadImage = DraftImage & {
  asset?: { id: string; alt: string | null; caption: string | null; credit: string | null };
};

/** A comment in the same file as its article. `parentKey` is the `key` of its parent comment. */
export type DraftComment = {
  key: string;
  parentKey: string | null;
  authorName: string;
  authorUrl: string | null;
  /** Dropped unless the option `keepAddresses` is set. */
  authorEmail: string | null;
  /** Markdown. */
  body: string;
  status: 'pending' | 'approved' | 'rejected' | 'spam';
  createdAt: Date;
};

/** A correction as the file has it. */
export type DraftCorrection = {
  kind: 'correction' | 'clarification' | 'update' | 'retraction';
  note: string;
  at: Date;
};

/** The fields of an article that editors write, as the file has them. Fields that the file does not have are null. */
type DraftContent = { [Name in TextName]: string | null } & {
  headline: string;
  slug: string | null;
  type: string | null;
  /** HTML, as the file has it. It is sanitised when the article is written. */
  body: string;
  lang: string | null;
  section: DraftSection | null;
  tags: readonly string[];
  people: readonly DraftPerson[];
  sources: readonly { name: string; url: string | null; relation: 'cited' | 'original' | 'syndicated' }[];
  /** The keys of related articles in the source. */
  relatedKeys: readonly NaturalKey[];
  leadImage: DraftLeadImage | null;
  seo: { title: string | null; description: string | null; canonicalUrl: string | null } | null;
  commentsOpen: boolean | null;
};

/** Fails to compile if drafts lack a field of the field catalogue. */
type Complete<Content extends Record<StoredName, unknown>> = Content;

/** A part of an article that was left out. The report shows it. */
export type Omission = {
  what: string;
  /** A stable code in kebab-case. */
  reason: string;
  /** A text for people. Missing if the code says enough. */
  detail?: string | undefined;
};

/** An article of a file as a normalised draft. Its references have not been looked up in the newsroom. */
export type Draft = Complete<DraftContent> & {
  /** Its place in the file, to show to a person: `item 18, line 120`, `posts/2021-08-23-basic.md`. */
  from: string;
  key: NaturalKey;
  /** The keys of the article in other sources. */
  otherKeys?: readonly NaturalKey[];
  /** The number of the version in the source, if it counts versions. An older one does not replace a newer one. */
  sourceVersion?: number | null;
  status: 'draft' | 'published' | 'unpublished' | 'trashed';
  publishedAt: Date | null;
  firstPublishedAt: Date | null;
  updatedAt: Date | null;
  comments: readonly DraftComment[];
  corrections?: readonly DraftCorrection[];
  /** The assets that the draft shows, as another newsroom knows them, with the SHA-256 checksums of their files. */
  assets?: readonly { id: string; checksum: string }[];
  /** The ids of assets in the body that are not images here. They are left out. */
  unknownAssets?: readonly string[];
  /** In a dry run, the ids that stand for images that an import would fetch. */
  plannedAssets?: readonly string[];
  /** Media that the body refers to, with their credits. `originalUrl` is the address of a larger size of an image. */
  media: readonly { url: string; originalUrl?: string; credit: string | null; caption: string | null }[];
  omissions: readonly Omission[];
};

/**
 * One item of a file: a draft, or an item that is not imported. An item is skipped if it was understood and is left alone
 * on purpose, for example because it is not an article. With `isFailure`, it should have been imported but cannot be read.
 */
export type ReadResult =
  | { kind: 'draft'; draft: Draft }
  | {
      kind: 'skipped';
      from: string;
      /** An RFC 6901 pointer into the item, if the format is JSON. */
      pointer: string | null;
      /** A stable code in kebab-case. */
      reason: string;
      /** A text for people that says what is wrong and what to do. */
      detail: string;
      /** Whether the item should have been imported but cannot be read. It then counts as failed. */
      isFailure?: true;
      /** Whether the file could not be read from here on, or could not be read at all. */
      isFileFault?: true;
    };

export type ReadOptions = {
  /** The name of the source. It is used instead of the one in the file. */
  source: string | null;
  /** The name of the file, if it has one. */
  name: string | null;
  /** The URL of the site, for files that leave it out of their addresses. Without a slash at its end. */
  siteUrl?: string | null | undefined;
};

/** A file format. It turns bytes into drafts and knows neither the database nor HTTP. */
export type Format = {
  name: string;
  /** Values of `Content-Type`. */
  mediaTypes: readonly string[];
  limits: FileLimits;
  /** Returns whether a file is of this format, by its first 64 KiB and its name. The first match is used. */
  detects(head: Buffer, name: string | null): boolean;
  /** Reads a file of any size in bounded memory. What is not imported is yielded as `skipped` and never throws. */
  read(bytes: Readable, options: ReadOptions): AsyncIterable<ReadResult>;
};
