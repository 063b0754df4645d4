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
  // Scripts import each other by relative addresses, so all of them are below one digest.
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

/** The pages and files of the reference of a document, made when they are asked for. */
export function createReference(document: ApiDocument, guides: readonly Guide[], files: readonly AssetFile[]) {
  const assets = assetUrlsOf(files, document, guides);
  const site = createSite(document, guides, assets);
  return {
    urls: listPageUrls(site),

    /** The page of a path below /docs. */
    renderPageAt(path: string): File | undefined {
      const page = findPage(site, path);
      return page && { type: 'text/html; charset=utf-8', content: renderPage(site, page).text };
    },

    /** The file of a whole path. */
    findAsset(path: string): File | undefined {
      if (path === assets.searchIndex)
        return { type: 'application/json', content: JSON.stringify(createSearchIndex(site)) };
      const base = assets.style.slice(0, assets.style.lastIndexOf('/') + 1);
      return path.startsWith(base) ? files.find(({ name }) => name === path.slice(base.length)) : undefined;
    },
  };
}
