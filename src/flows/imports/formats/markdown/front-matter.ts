import { Composer, type Document, Lexer, type ParsedNode, Parser } from 'yaml';
import { type Fields, isFields } from '../../normalisation/fields.js';

/** Characters of front matter; what may be open in it at once, for the composer recurses; and repeats of an alias. */
const maxLength = 64 * 1024;
const maxDepth = 32;
const maxAliasCount = 50;

export type ParsedMarkdown =
  | { kind: 'none' | 'read'; fields: Fields; body: string }
  | { kind: 'refused'; reason: 'toml-front-matter' | 'bad-front-matter'; detail: string };

const refuse = (detail: string): ParsedMarkdown => ({ kind: 'refused', reason: 'bad-front-matter', detail });

/** A text in Markdown and the YAML before it, between two lines of dashes. */
export function parseMarkdown(text: string): ParsedMarkdown {
  const content = text.replace(/^\uFEFF/, '');
  if (/^\+\+\+[ \t]*\r?\n/.test(content))
    return {
      kind: 'refused',
      reason: 'toml-front-matter',
      detail: 'The front matter is TOML: turn it into YAML first, as `hugo convert toYAML` does.',
    };
  const otherLanguage = /^---[ \t]*(js|javascript|coffee|coffeescript|cson|json|toml)[ \t]*\r?\n/i.exec(content);
  if (otherLanguage !== null)
    return refuse(`The front matter is in ${otherLanguage[1]}, of which nothing is run or read: write it in YAML.`);
  const opening = /^---[ \t]*\r?\n/.exec(content);
  if (opening === null) return { kind: 'none', fields: {}, body: content };
  const afterOpening = content.slice(opening[0].length);
  const closingLine = /^(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/m.exec(afterOpening);
  // A rule at the top of a text that has no other.
  if (closingLine === null)
    return /^[\w-]+[ \t]*:/.test(afterOpening)
      ? refuse('The front matter has no end: a line ---.')
      : { kind: 'none', fields: {}, body: content };
  if (closingLine.index > maxLength) return refuse(`The front matter has more than ${maxLength} characters.`);
  const body = afterOpening.slice(closingLine.index + closingLine[0].length);
  try {
    const value = yamlValue(afterOpening.slice(0, closingLine.index));
    if (value == null) return { kind: 'read', fields: {}, body };
    return isFields(value)
      ? { kind: 'read', fields: value, body }
      : refuse('The front matter is no list of fields with their values.');
  } catch (error) {
    return refuse(error instanceof BadYaml ? error.message : 'The front matter is YAML that repeats itself too often.');
  }
}

class BadYaml extends Error {}

function* tokensOf(yaml: string) {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(yaml)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > maxDepth) throw new BadYaml(`The front matter nests deeper than ${maxDepth} levels.`);
  }
  yield* parser.end();
}

/**
 * The value of YAML from anybody, by the core schema: tags and dates of other schemas stay text.
 *
 * @throws Error when it is none, nests too deep or repeats itself too often
 */
function yamlValue(yaml: string): unknown {
  // Keys that are there twice are sought in quadratic time; the last of them counts.
  const composer = new Composer({ schema: 'core', resolveKnownTags: false, uniqueKeys: false });
  const documents: Document.Parsed<ParsedNode>[] = [];
  for (const document of composer.compose(tokensOf(yaml), true, yaml.length)) {
    const [error] = document.errors;
    if (error !== undefined) {
      const line = yaml.slice(0, error.pos[0]).split('\n').length + 1;
      throw new BadYaml(
        `The front matter is no YAML at line ${line}: a value with a colon or a hash in it needs quotes.`,
      );
    }
    documents.push(document);
  }
  return documents[0]?.toJS({ maxAliasCount });
}
