import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Html } from './html.js';
import { renderPage } from './markdown.js';

/** A page of the documentation, written in Markdown. */
export type Guide = { name: string; title: string; url: string; markdown: string; path: string };

const folder = 'guides';
/** Pages outside the folder of guides that users of the API need, too. */
const others = ['configuration', 'privacy', 'glossary'];

const guideUrl = (name: string): string => `/docs/guides/${encodeURIComponent(name)}`;

const titleOf = (markdown: string, name: string): string =>
  /^# +(.+?) *#*$/m.exec(markdown)?.[1]?.replaceAll('`', '') ?? name;

/** Reads the guides in a folder of documentation, sorted by title. Returns none if the folder does not exist. */
export function readGuides(docs: URL): Guide[] {
  const root = fileURLToPath(docs);
  const names = existsSync(`${root}/${folder}`)
    ? readdirSync(`${root}/${folder}`).filter((name) => name.endsWith('.md'))
    : [];
  const paths = [
    ...names.map((name) => `${folder}/${name}`),
    ...others.map((name) => `${name}.md`).filter((path) => existsSync(`${root}/${path}`)),
  ];
  return paths
    .map((path) => {
      const name = posix.basename(path, '.md');
      const markdown = readFileSync(`${root}/${path}`, 'utf8');
      return { name, title: titleOf(markdown, name), url: guideUrl(name), markdown, path };
    })
    .sort((a, b) => a.title.localeCompare(b.title, 'en'));
}

/** Returns the address to which a link in a guide leads on the server, or undefined if its file is not served. */
function rewriteGuideLink(guide: Guide, guides: readonly Guide[], url: string): string | undefined {
  if (/^(?:[a-z][a-z\d+.-]*:|#|\/)/i.test(url)) return url;
  const [path = '', fragment] = url.split('#', 2);
  const target = posix.normalize(posix.join(posix.dirname(guide.path), decodeURI(path)));
  const other = guides.find((each) => each.path === target);
  return other === undefined ? undefined : `${other.url}${fragment === undefined ? '' : `#${fragment}`}`;
}

export function renderGuide(
  guide: Guide,
  guides: readonly Guide[],
): { content: Html; headings: { level: number; id: string; text: string }[] } {
  return renderPage(guide.markdown, { rewriteLink: (url) => rewriteGuideLink(guide, guides, url) });
}
