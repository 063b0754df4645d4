/** Elements that are lines or more by themselves: a line break beside them says nothing. */
const blocks =
  /^(?:address|article|aside|blockquote|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|iframe|li|main|nav|object|ol|p|section|summary|table|caption|colgroup|col|tbody|td|tfoot|th|thead|tr|ul|video|audio)$/;

/** Elements in which line breaks are as they are. */
const verbatim = /^(?:pre|script|style|textarea|svg)$/;

/** Elements in which one paragraph needs no element of its own. */
const inlineContainers = /^(?:dd|dt|h[1-6]|li|p|td|th|figure|figcaption|caption|summary|address)$/;

const tag = /<(\/?)([a-z][a-z\d]*)(?:[\s/][^<>]*)?>/iy;

type Piece = { kind: 'text' | 'verbatim'; text: string } | { kind: 'tag'; text: string; name: string; opens: boolean };

/** HTML as text between blocks, tags of blocks, and what stays as it is. Linear time. */
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
      // It is not looked for again, or a text of many such tags would take for ever.
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

/** An address that stands alone is something to be shown: what it leads to cannot be, but the way there. */
function linkBareAddress(text: string): string {
  const line = text.trim();
  if (!address.test(line)) return line;
  const href = line.replace(/&(?!amp;)/g, '&amp;');
  return `<a href="${href}">${href}</a>`;
}

/** Text between blocks as paragraphs: empty lines part them, and other line breaks are meant where `breaks` says so. */
function paragraphs(text: string, within: string, breaks: boolean): string {
  const parts = text
    // A tag may go over several lines.
    .replace(/<[a-z/][^<>]*>/gi, (one) => (one.includes('\n') ? one.replace(/\s+/g, ' ') : one))
    .split(/\n[^\S\n]*\n\s*/)
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const lines = part.trim().split('\n');
      if (!breaks) return lines.map(linkBareAddress).join('\n');
      // Whoever wrote the break as well has meant one.
      return lines.map((one) => linkBareAddress(one.trimEnd().replace(/<br *\/?>$/i, ''))).join('<br>\n');
    });
  if (inlineContainers.test(within) && parts.length === 1) return parts[0] ?? '';
  if (within === 'p') return parts.join('</p>\n<p>');
  return parts.map((part) => `<p>${part}</p>\n`).join('');
}

/**
 * HTML with its paragraphs as elements, where WordPress keeps them as empty lines: text between blocks, `pre` and the like
 * left alone.
 *
 * @param breaks whether single line breaks are meant, as they are in what the block editor has not written
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
