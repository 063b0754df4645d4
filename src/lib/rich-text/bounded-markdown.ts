/** Characters of a text: three times the longest of long reads. */
const maxLength = 100_000;

/** Containers (quotes, list items) that one line opens, and columns before the last of them. */
const maxContainers = 16;
const maxIndent = 64;

/** Containers that all lines of one text open. */
const maxTotalContainers = 2000;

/** Characters in one paragraph that may open or close emphasis, code or a link. */
const maxDelimiters = 2000;

/** Lines without an empty one between them. */
const maxLines = 1000;

/** Definitions of link targets and footnotes in one text. */
const maxDefinitions = 500;

const rule = /^[ \t]*([-*_])(?:[ \t]*\1)+[ \t]*$/;
const container = /[ \t]*(?:>|[-+*](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$))/y;
const opensItem = /^ {0,3}[-+*][ \t]+[^ \t]/;

/** How many containers a line opens, the first that would be one too many being escaped. */
function boundContainers(line: string, limit: number, rules: boolean): { line: string; openedCount: number } {
  if (rules && rule.test(line)) return { line, openedCount: Math.min(1, limit) };
  let index = 0;
  for (let openedCount = 0; ; openedCount++) {
    container.lastIndex = index;
    const match = container.exec(line);
    if (match === null) return { line, openedCount };
    const end = index + match[0].length;
    if (openedCount >= limit || end > maxIndent)
      return { line: `${line.slice(0, end - 1)}\\${line.slice(end - 1)}`, openedCount };
    index = end;
  }
}

/**
 * Escapes raw HTML that is no element (comments and the like), begins inside a line and does not end on it: where none of
 * many such ends, each is sought to the end of the paragraph. At the start of a line it is a block, which is read once.
 */
function boundDeclarations(line: string): string {
  if (!/<[!?]/.test(line)) return line;
  const lastEnd = {
    comment: line.lastIndexOf('-->'),
    data: line.lastIndexOf(']]>'),
    instruction: line.lastIndexOf('?>'),
    other: line.lastIndexOf('>'),
  };
  const block = /^(?:(?:>|[-+*]|\d{1,9}[.)]) ?)* {0,3}(?=<)/.exec(line)?.[0].length ?? -1;
  return line.replace(/<(?:!--|!\[CDATA\[|[!?])/g, (opening, at: number) => {
    if (at === block) return opening;
    const end =
      opening === '<!--'
        ? lastEnd.comment
        : opening === '<?'
          ? lastEnd.instruction
          : opening === '<!'
            ? lastEnd.other
            : lastEnd.data;
    return end > at ? opening : `\\${opening}`;
  });
}

function countOf(text: string, character: string): number {
  let count = 0;
  for (let index = text.indexOf(character); index !== -1; index = text.indexOf(character, index + 1)) count++;
  return count;
}

/** A table whose rows are short is filled up to the width of its head: more cells than anybody wrote. */
function growsAsTable(lines: string[]): boolean {
  let widest = 0;
  let barCount = 0;
  for (const line of lines) {
    const bars = countOf(line, '|');
    widest = Math.max(widest, bars);
    barCount += bars;
  }
  return widest * lines.length > 4 * barCount + 1000;
}

function boundParagraph(lines: string[]): string[] {
  const safeLines = growsAsTable(lines) ? lines.map((line) => line.replaceAll('|', '\\|')) : lines;
  let delimiters = 0;
  return safeLines.map((line) => {
    const lineDelimiters = line.match(/[*_~`[\]]/g)?.length ?? 0;
    delimiters += lineDelimiters;
    return delimiters > maxDelimiters && lineDelimiters > 0 ? line.replace(/[*_~`[\]]/g, '\\$&') : line;
  });
}

/**
 * Markdown from anywhere made safe to parse: the parser is quadratic or worse in delimiters of one paragraph, in
 * definitions, in the width of tables and in nested containers, and recursive in what nests. Past limits that no story
 * comes near, such characters are escaped, so that they show as written, and paragraphs divided. What is left is still
 * quadratic in the number of blocks, so that the text as a whole has a limit too.
 *
 * @param rules whether a line of dashes or stars is a rule to the parser, rather than lists in lists
 * @throws RangeError when it has more than 100,000 characters
 */
export function boundMarkdown(markdown: string, { rules }: { rules: boolean }): string {
  if (markdown.length > maxLength) throw new RangeError(`Markdown of more than ${maxLength} characters`);
  const out: string[] = [];
  let paragraph: string[] = [];
  let containers = 0;
  let definitions = 0;

  function endParagraph(): void {
    for (const line of boundParagraph(paragraph)) out.push(line);
    paragraph = [];
  }

  for (const line of markdown.split(/\r\n?|\n/)) {
    const containerResult = boundContainers(line, Math.min(maxContainers, maxTotalContainers - containers), rules);
    containers += containerResult.openedCount;
    const safeLine = boundDeclarations(containerResult.line).replace(/\]:/g, (colon) =>
      ++definitions > maxDefinitions ? ']\\:' : colon,
    );
    if (!/[^ \t]/.test(safeLine)) {
      endParagraph();
      out.push(safeLine);
      continue;
    }
    if (opensItem.test(safeLine)) endParagraph();
    if (paragraph.length === maxLines) {
      endParagraph();
      out.push('');
    }
    paragraph.push(safeLine);
  }
  endParagraph();
  return out.join('\n');
}
