/** Elements that are lines or more by themselves: a line break beside them says nothing. */
const block =
  /(<\/?(?:address|article|aside|blockquote|center|dd|div|dl|dt|fieldset|figure|footer|form|h[1-6]|header|hr|li|ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul)\b[^<>]*>)/i;

const holdsText = /^<(?:dd|dt|h[1-6]|li|p|td|th)\b/i;

/** A piece of text between blocks: empty lines part paragraphs, others are meant as they are. */
function paragraphs(text: string, bare: boolean): string {
  const parts = text.split(/\n[ \t]*\n\s*/).filter((part) => part.trim() !== '');
  return parts
    .map((part) => {
      const lines = part
        .trim()
        .split('\n')
        // Whoever wrote the break as well has meant one.
        .map((line) => line.trim().replace(/<br *\/?>$/i, ''))
        .join('<br>');
      return bare && parts.length === 1 ? lines : `<p>${lines}</p>`;
    })
    .join('');
}

/** HTML in which line breaks are meant, as WordPress keeps comments, with paragraphs and breaks written as elements. */
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
