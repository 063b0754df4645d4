import type { Omission } from '../../normalisation/draft.js';

/** Blocks without content of their own. They are not reported. */
const ignoredBlocks = new Set(['spacer', 'separator', 'more', 'nextpage', 'page-break']);

/**
 * Removes comments, including the marks of the block editor, and returns whether the block editor was used. Blocks
 * whose content the site generates when it shows them are noted in `omissions`.
 */
export function withoutComments(html: string): { html: string; isBlocks: boolean; omissions: Omission[] } {
  const out: string[] = [];
  const dynamicBlocks = new Map<string, number>();
  let isBlocks = false;
  let from = 0;
  for (let at = html.indexOf('<!--'); at !== -1; at = html.indexOf('<!--', from)) {
    const end = html.indexOf('-->', at + 4);
    if (end === -1) break;
    out.push(html.slice(from, at));
    from = end + 3;
    const block = /^\s{0,10}wp:([\w/-]{1,60})/.exec(html.slice(at + 4, Math.min(end, at + 90)))?.[1];
    if (block === undefined) continue;
    isBlocks = true;
    if (html[end - 1] === '/' && !ignoredBlocks.has(block))
      dynamicBlocks.set(block, (dynamicBlocks.get(block) ?? 0) + 1);
  }
  out.push(html.slice(from));
  const omissions = [...dynamicBlocks].map(([block, count]) => ({
    what: count > 1 ? `${count} × block ${block}` : `block ${block}`,
    reason: 'made-by-the-site',
  }));
  return { html: out.join(''), isBlocks, omissions };
}
