import { embedHtml } from '../../normalisation/embedded-media.js';

/** Block elements. A line break next to them has no meaning. */
const blocks =
  /^(?:address|article|aside|blockquote|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|iframe|li|main|nav|object|ol|p|section|summary|table|caption|colgroup|col|tbody|td|tfoot|th|thead|tr|ul|video|audio)$/;

/** Elements in which line breaks are kept unchanged. */
const verbatim = /^(?:pre|script|style|textarea|svg)$/;

/** Elements in which a single paragraph is not wrapped in `p`. */
const inlineContainers = /^(?:dd|dt|h[1-6]|li|p|td|th|figure|figcaption|caption|summary|address)$/;

const tag = /<(\/?)([a-z][a-z\d]*)(?:[\s/][^<>]*)?>/iy;

type Piece = { kind: 'text' | 'verbatim'; text: string } | { kind: 'tag'; text: string; name: string; opens: boolean };

/** Splits HTML into text, tags of blocks, and verbatim elements. Runs in linear time. */
function* pieces(html: string): Generator<Piece> {
  const lower = html.toLowerCase();
  const unclosedTags = new Set<string>();
  let from = 0;
  for (let at = html.indexOf('<'); at !== -1; at = html.indexOf('<', at)) {
    tag.lastIndex = at;
    const tagMatch = tag.exec(html);
    const name = tagMatch?.[2]?.toLowerCase() ?? '';
    const isVerbatim = verbatim.test(name) && !tagMatch?.[1] && !unclosedTags.has(name);
    if (tagMatch === null || !(isVerbatim || blocks.test(name))) {
      at += 1;
      continue;
    }
    let end = tag.lastIndex;
    if (isVerbatim) {
      const close = lower.indexOf(`</${name}`, end);
      // A missing end tag is searched only once, so that a text with many such tags stays linear.
      if (close === -1) unclosedTags.add(name);
      else end = html.indexOf('>', close) + 1 || html.length;
      if (close === -1) {
        at += 1;
        continue;
      }
    }
    if (at > from) yield { kind: 'text', text: html.slice(from, at) };
    const text = html.slice(at, end);
    yield isVerbatim ? { kind: 'verbatim', text } : { kind: 'tag', text, name, opens: !tagMatch[1] };
    from = at = end;
  }
  if (from < html.length) yield { kind: 'text', text: html.slice(from) };
}

const address = /^https?:\/\/[^\s<>"]{1,2000}$/i;

/** Makes a link of a URL that stands alone on a line. WordPress would show an embed, also of unknown providers. */
function linkBareAddress(text: string): string {
  const line = text.trim();
  if (!address.test(line)) return line;
  const href = line.replace(/&(?!amp;)/g, '&amp;');
  return `<a href="${href}">${href}</a>`;
}

/** Converts text between blocks to paragraphs, split at empty lines. With `breaks`, other line breaks are kept. */
function paragraphs(text: string, within: string, breaks: boolean): string {
  const isParagraph = within === 'p';
  const parts = text
    // A tag may extend over several lines.
    .replace(/<[a-z/][^<>]*>/gi, (one) => (one.includes('\n') ? one.replace(/\s+/g, ' ') : one))
    .split(/\n[^\S\n]*\n\s*/)
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const embed = isParagraph ? undefined : embedHtml(part.trim());
      if (embed !== undefined) return embed;
      const lines = part.trim().split('\n');
      if (!breaks) return lines.map(linkBareAddress).join('\n');
      // A `<br>` at the end of a line and the line break itself are one break.
      return lines.map((one) => linkBareAddress(one.trimEnd().replace(/<br *\/?>$/i, ''))).join('<br>\n');
    });
  if (inlineContainers.test(within) && parts.length === 1) return parts[0] ?? '';
  if (isParagraph) return parts.join('</p>\n<p>');
  return parts.map((part) => (part.startsWith('<figure data-embed=') ? `${part}\n` : `<p>${part}</p>\n`)).join('');
}

/**
 * Converts the empty lines with which WordPress stores paragraphs to `p` elements. Verbatim elements such as `pre` stay
 * unchanged.
 *
 * @param breaks whether single line breaks are kept, as in texts of the classic editor
 */
export function withParagraphs(html: string, breaks: boolean): string {
  let within = '';
  const out: string[] = [];
  for (const piece of pieces(html.replace(/\r\n?/g, '\n'))) {
    if (piece.kind === 'text') out.push(paragraphs(piece.text, within, breaks));
    else out.push(piece.text);
    if (piece.kind === 'tag') within = piece.opens ? piece.name : '';
  }
  return out.join('');
}
