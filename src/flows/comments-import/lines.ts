/** The tags of block elements. A line break next to such a tag has no meaning. */
const block =
  /(<\/?(?:address|article|aside|blockquote|center|dd|div|dl|dt|fieldset|figure|footer|form|h[1-6]|header|hr|li|ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul)\b[^<>]*>)/i;

const holdsText = /^<(?:dd|dt|h[1-6]|li|p|td|th)\b/i;

/** Converts a text between block tags to HTML. Empty lines separate paragraphs, and other line breaks become `<br>`. */
function paragraphs(text: string, bare: boolean): string {
  const parts = text.split(/\n[ \t]*\n\s*/).filter((part) => part.trim() !== '');
  return parts
    .map((part) => {
      const lines = part
        .trim()
        .split('\n')
        // A `<br>` before a line break means the same break.
        .map((line) => line.trim().replace(/<br *\/?>$/i, ''))
        .join('<br>');
      return bare && parts.length === 1 ? lines : `<p>${lines}</p>`;
    })
    .join('');
}

/** Adds `<p>` and `<br>` to HTML whose line breaks are shown, as in the comments that WordPress stores. */
export function htmlLines(html: string): string {
  let bare = false;
  return html
    .replace(/\r\n?/g, '\n')
    .split(block)
    .map((piece, index) => {
      if (index % 2 === 0) return paragraphs(piece, bare);
      bare = holdsText.test(piece);
      return piece;
    })
    .join('');
}
