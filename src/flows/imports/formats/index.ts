import type { Format } from '../draft.js';
import { atom } from './atom/index.js';
import { ghost } from './ghost/index.js';
import { htmlPage } from './html-page/index.js';
import { jsonFeed } from './json-feed/index.js';
import { markdown } from './markdown/index.js';
import { ndjson } from './ndjson/index.js';
import { newsArticle } from './news-article/index.js';
import { newsmlG2 } from './newsml-g2/index.js';
import { ninjs } from './ninjs/index.js';
import { nitf } from './nitf/index.js';
import { rss } from './rss/index.js';
import { text } from './text/index.js';
import { wxr } from './wxr/index.js';

/** All import formats. The first one that detects a file is used, so formats with a clear mark come first. */
export const formats: readonly Format[] = [
  wxr,
  rss,
  atom,
  newsmlG2,
  nitf,
  ghost,
  jsonFeed,
  newsArticle,
  ninjs,
  ndjson,
  markdown,
  htmlPage,
  text,
];
