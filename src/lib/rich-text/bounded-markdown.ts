/** Containers (quotes, list items) that one line opens, and columns before the last of them. */
const maxContainers = 16;
const maxIndent = 64;

/** Characters in one paragraph that may open or close emphasis, code or a link. */
const maxDelimiters = 2000;

/** Definitions of link targets and footnotes in one text. */
const maxDefinitions = 2000;

const rule = /^[ \t]*([-*_])(?:[ \t]*\1)+[ \t]*$/;
const container = /[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))/y;
const opensItem = /^ {0,3}[-+*][ \t]+[^ \t]/;

/** Escapes the first container marker that would be one too many. */
function boundContainers(line: string): string {
  if (rule.test(line)) return line;
  let index = 0;
  for (let count = 0; ; count++) {
    container.lastIndex = index;
    const match = container.exec(line);
    if (match === null) return line;
    const end = index + match[0].length;
    if (count >= maxContainers || end > maxIndent) return `${line.slice(0, end - 1)}\\${line.slice(end - 1)}`;
    index = end;
  }
}

function countOf(text: string, character: string): number {
  let count = 0;
  for (let index = text.indexOf(character); index !== -1; index = text.indexOf(character, index + 1)) count++;
  return count;
}

/** A table whose rows are short is filled up to the width of its head: more cells than anybody wrote. */
function growsAsTable(lines: string[]): boolean {
  let widest = 0;
  let written = 0;
  for (const line of lines) {
    const bars = countOf(line, '|');
    widest = Math.max(widest, bars);
    written += bars;
  }
  return widest * lines.length > 4 * written + 1000;
}

function boundParagraph(lines: string[]): string[] {
  const calm = growsAsTable(lines) ? lines.map((line) => line.replaceAll('|', '\\|')) : lines;
  let delimiters = 0;
  return calm.map((line) => {
    const found = line.match(/[*_~`[\]]/g)?.length ?? 0;
    delimiters += found;
    return delimiters > maxDelimiters && found > 0 ? line.replace(/[*_~`[\]]/g, '\\$&') : line;
  });
}

/**
 * Markdown from anywhere made safe to parse: the parser is quadratic or worse in delimiters of one paragraph, in
 * definitions, in the width of tables and in nested containers, and recursive in what nests. Past limits that no story
 * comes near, such characters are escaped, so that they show as written.
 */
export function boundMarkdown(markdown: string): string {
  const out: string[] = [];
  let paragraph: string[] = [];
  let definitions = 0;

  function endParagraph(): void {
    for (const line of boundParagraph(paragraph)) out.push(line);
    paragraph = [];
  }

  for (const line of markdown.split(/\r\n?|\n/)) {
    const bounded = boundContainers(line).replace(/\]:/g, (colon) => (++definitions > maxDefinitions ? ']\\:' : colon));
    if (!/[^ \t]/.test(bounded)) {
      endParagraph();
      out.push(bounded);
      continue;
    }
    if (opensItem.test(bounded)) endParagraph();
    paragraph.push(bounded);
  }
  endParagraph();
  return out.join('\n');
}
