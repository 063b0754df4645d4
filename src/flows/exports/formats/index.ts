import type { ExportedArticle, Site } from '../../../content/articles/index.js';
import { ndjsonExport } from './ndjson.js';
import { ninjsExport } from './ninjs.js';
import { wxrExport } from './wxr.js';

type Batches = AsyncIterable<readonly ExportedArticle[]>;

type Format = {
  /** The value of `Content-Type`. */
  type: string;
  fileName: string;
  /** Whether the format can hold articles that are not published. */
  supportsAllStatuses: boolean;
  /** Returns the text of the file, which is written while it is read. */
  write(batches: Batches, site: Site): AsyncGenerator<string>;
};

export const FORMATS = ['ndjson', 'ninjs', 'wxr'] as const;
export type FormatName = (typeof FORMATS)[number];

export const formats: Readonly<Record<FormatName, Format>> = {
  ndjson: { type: 'application/x-ndjson', fileName: 'stories.ndjson', supportsAllStatuses: true, write: ndjsonExport },
  ninjs: {
    type: 'application/x-ndjson',
    fileName: 'stories.ninjs.ndjson',
    supportsAllStatuses: false,
    write: ninjsExport,
  },
  wxr: { type: 'application/xml', fileName: 'stories.wxr.xml', supportsAllStatuses: true, write: wxrExport },
};
