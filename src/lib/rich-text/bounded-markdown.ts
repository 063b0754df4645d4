/** The maximum length of a text in characters: three times that of a very long article. */
const maxLength = 100_000;

/** How many containers (quotes and list items) a line may open, and how many columns may precede the last of them. */
const maxContainers = 16;
const maxIndent = 64;

/** How many containers the lines of a text may open in total. */
const maxTotalContainers = 2000;

/** How many characters that may open or close emphasis, code or a link are allowed in a paragraph. */
const maxDelimiters = 2000;

/** How many lines a paragraph may have. */
const maxLines = 1000;

/** How many definitions of link targets and footnotes a text may have. */
const maxDefinitions = 500;

/**
 * The maximum product of the length of the longest definition and the number of brackets, in characters. Each reference
 * repeats the address and the title of its definition, so a short text could become a long one.
 */
const maxReferencedLength = 10_000_000;

/** How many lines may make a heading or the head of a table of the line before them. */
const maxUnderlines = 500;

const rule = /^[ \t]*([-*_])(?:[ \t]*\1)+[ \t]*$/;
const container = /[ \t]*(?:>|[-+*](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$))/y;
const opensItem = /^ {0,3}[-+*][ \t]+[^ \t]/;

/** Lines that make a heading or the head of a table of the line before them, in containers or not. */
const headingUnderline = /^[ \t>]*(?:=+|-+)[ \t]*$/;
const tableUnderline = /^[ \t>]*[-|:][-|: \t]*$/;

const isUnderline = (line: string): boolean =>
  headingUnderline.test(line) || (/[|:]/.test(line) && tableUnderline.test(line));

/** Escapes what a pattern finds, except where it is escaped already. The pattern also matches each escaped character. */
const escapeUnescaped = (line: string, pattern: RegExp): string =>
  line.replace(pattern, (match) => (match.startsWith('\\') ? match : `\\${match}`));

/** Counts the containers that a line opens, and escapes the first that exceeds the limit. */
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
 * Escapes comments, declarations and the like that begin inside a line and do not end on it. The parser would search
 * for the end of each up to the end of the paragraph, which takes quadratic time. At the start of a line they are
 * blocks, which are read only once.
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
  return line.replace(/\\.|<(?:!--|!\[CDATA\[|[!?])/g, (opening, at: number) => {
    if (at === block || opening.startsWith('\\')) return opening;
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

/** Returns whether a table would grow too large, because its short rows are filled up to the width of its head. */
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

/** Returns whether references to long definitions may make a text much longer. */
function growsByReferences(lines: readonly string[]): boolean {
  let [definitionLength, longest, brackets] = [0, 0, 0];
  for (const line of lines) {
    brackets += countOf(line, ']');
    if (line.includes(']:')) definitionLength = line.length;
    // A title can continue on the next lines, up to an empty line.
    else definitionLength = definitionLength > 0 && /[^ \t>]/.test(line) ? definitionLength + line.length : 0;
    longest = Math.max(longest, definitionLength);
  }
  return longest * brackets > maxReferencedLength;
}

/** Escapes the definitions of link targets, but not those of footnotes. */
const withoutDefinitions = (line: string): string =>
  line.replace(/\[\^[^\]]{0,200}\]:|\]:/g, (match) => (match.startsWith('[') ? match : ']\\:'));

function boundParagraph(lines: string[]): string[] {
  const safeLines = growsAsTable(lines) ? lines.map((line) => escapeUnescaped(line, /\\.|\|/g)) : lines;
  let delimiters = 0;
  return safeLines.map((line) => {
    const lineDelimiters = line.match(/[*_~`[\]]/g)?.length ?? 0;
    delimiters += lineDelimiters;
    return delimiters > maxDelimiters && lineDelimiters > 0 ? escapeUnescaped(line, /\\.|[*_~`[\]]/g) : line;
  });
}

/**
 * Makes Markdown from outside safe to parse. The parser takes quadratic time or worse for the delimiters of a
 * paragraph, definitions, underlined headings, tables and nested containers, and it recurses into nested ones. Beyond limits that no
 * article comes near, such characters are escaped, so that they are shown as written, and long paragraphs are split.
 * Parsing is then still quadratic in the number of blocks, so the length of the text is limited, too.
 *
 * @param rules whether the parser reads a line of dashes or stars as a rule rather than as nested lists
 * @throws RangeError if the text has more than 100,000 characters
 */
export function boundMarkdown(markdown: string, { rules }: { rules: boolean }): string {
  if (markdown.length > maxLength) throw new RangeError(`The Markdown has more than ${maxLength} characters.`);
  const out: string[] = [];
  let paragraph: string[] = [];
  let containers = 0;
  let definitions = 0;
  let underlines = 0;
  let isAfterText = false;

  function endParagraph(): void {
    for (const line of boundParagraph(paragraph)) out.push(line);
    paragraph = [];
  }

  /** Escapes an underline that exceeds the limit. After an empty line, it is a rule or a text. */
  function boundUnderline(line: string): string {
    if (!isAfterText || !isUnderline(line) || ++underlines <= maxUnderlines) return line;
    return line.replace(/[=|:-]/, '\\$&');
  }

  const lines = markdown.split(/\r\n?|\n/);
  for (const line of growsByReferences(lines) ? lines.map(withoutDefinitions) : lines) {
    const containerResult = boundContainers(
      rules ? boundUnderline(line) : line,
      Math.min(maxContainers, maxTotalContainers - containers),
      rules,
    );
    containers += containerResult.openedCount;
    const safeLine = boundDeclarations(containerResult.line).replace(/\]:/g, (colon) =>
      ++definitions > maxDefinitions ? ']\\:' : colon,
    );
    isAfterText = /[^ \t>]/.test(safeLine);
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
