import { type AssetFile, digestOf } from './assets.js';
import type { ApiDocument } from './document.js';
import type { Guide } from './guides.js';
import { renderPage } from './layout.js';
import { findPage, listPageUrls } from './pages.js';
import { createSearchIndex } from './search-index.js';
import { type AssetUrls, createSite } from './site.js';

export type File = { type: string; content: string };

const assetPath = '/docs/assets';

function assetUrlsOf(files: readonly AssetFile[], document: ApiDocument, guides: readonly Guide[]): AssetUrls {
  // Scripts import each other by relative addresses, so the addresses of all of them contain the same digest.
  const base = `${assetPath}/${digestOf(...files.map(({ content }) => content))}`;
  const entries = new Set(['settings.js', 'reference.js']);
  const indexDigest = digestOf(JSON.stringify(document), ...guides.map(({ title }) => title));
  return {
    style: `${base}/reference.css`,
    settings: `${base}/settings.js`,
    script: `${base}/reference.js`,
    modules: files
      .filter(({ name }) => name.endsWith('.js') && !entries.has(name))
      .map(({ name }) => `${base}/${name}`),
    searchIndex: `${assetPath}/${indexDigest}/search.json`,
  };
}

/** Creates the reference of a document. Pages are rendered at their first request. */
export function createReference(document: ApiDocument, guides: readonly Guide[], files: readonly AssetFile[]) {
  const assets = assetUrlsOf(files, document, guides);
  const site = createSite(document, guides, assets);
  return {
    urls: listPageUrls(site),

    /** Returns the page at a path below /docs, or undefined. */
    renderPageAt(path: string): File | undefined {
      const page = findPage(site, path);
      return page && { type: 'text/html; charset=utf-8', content: renderPage(site, page).text };
    },

    /** Returns the file at a complete path, or undefined. */
    findAsset(path: string): File | undefined {
      if (path === assets.searchIndex)
        return { type: 'application/json', content: JSON.stringify(createSearchIndex(site)) };
      const base = assets.style.slice(0, assets.style.lastIndexOf('/') + 1);
      return path.startsWith(base) ? files.find(({ name }) => name === path.slice(base.length)) : undefined;
    },
  };
}
