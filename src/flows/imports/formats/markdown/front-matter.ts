import { Composer, type Document, Lexer, type ParsedNode, Parser } from 'yaml';
import { type Fields, isFields } from '../../normalisation/fields.js';

/** Limits of front matter: characters, nesting (because the YAML composer is recursive), and uses of aliases. */
const maxLength = 64 * 1024;
const maxDepth = 32;
const maxAliasCount = 50;

export type ParsedMarkdown =
  | { kind: 'none' | 'read'; fields: Fields; body: string }
  | { kind: 'refused'; reason: 'toml-front-matter' | 'bad-front-matter'; detail: string };

const refuse = (detail: string): ParsedMarkdown => ({ kind: 'refused', reason: 'bad-front-matter', detail });

/** Splits a file into its YAML front matter, between two lines of dashes, and its Markdown. */
export function parseMarkdown(text: string): ParsedMarkdown {
  const content = text.replace(/^\uFEFF/, '');
  if (/^\+\+\+[ \t]*\r?\n/.test(content))
    return {
      kind: 'refused',
      reason: 'toml-front-matter',
      detail: 'The front matter is TOML, which is not supported. Convert it to YAML with `hugo convert toYAML`.',
    };
  const otherLanguage = /^---[ \t]*(js|javascript|coffee|coffeescript|cson|json|toml)[ \t]*\r?\n/i.exec(content);
  if (otherLanguage !== null)
    return refuse(`The front matter is written in ${otherLanguage[1]}, which is not supported. Write it in YAML.`);
  const opening = /^---[ \t]*\r?\n/.exec(content);
  if (opening === null) return { kind: 'none', fields: {}, body: content };
  const afterOpening = content.slice(opening[0].length);
  const closingLine = /^(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/m.exec(afterOpening);
  // Without a closing line, the dashes are a horizontal rule, unless a field follows.
  if (closingLine === null)
    return /^[\w-]+[ \t]*:/.test(afterOpening)
      ? refuse('The front matter has no end. Add a line --- below it.')
      : { kind: 'none', fields: {}, body: content };
  if (closingLine.index > maxLength) return refuse(`The front matter must have at most ${maxLength} characters.`);
  const body = afterOpening.slice(closingLine.index + closingLine[0].length);
  try {
    const value = yamlValue(afterOpening.slice(0, closingLine.index));
    if (value == null) return { kind: 'read', fields: {}, body };
    return isFields(value)
      ? { kind: 'read', fields: value, body }
      : refuse('The front matter must consist of fields with values, such as `title: Night ferry`.');
  } catch (error) {
    return refuse(error instanceof BadYaml ? error.message : 'The front matter uses YAML aliases too often.');
  }
}

class BadYaml extends Error {}

function* tokensOf(yaml: string) {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(yaml)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > maxDepth) throw new BadYaml(`The front matter is nested deeper than ${maxDepth} levels.`);
  }
  yield* parser.end();
}

/**
 * Parses untrusted YAML with the core schema. Tags and dates of other schemas stay text.
 *
 * @throws BadYaml if the YAML is invalid or nested too deeply, or another Error if it uses aliases too often
 */
function yamlValue(yaml: string): unknown {
  // The check for duplicate keys takes quadratic time, so it is off. The last of them counts.
  const composer = new Composer({ schema: 'core', resolveKnownTags: false, uniqueKeys: false });
  const documents: Document.Parsed<ParsedNode>[] = [];
  for (const document of composer.compose(tokensOf(yaml), true, yaml.length)) {
    const [error] = document.errors;
    if (error !== undefined) {
      const line = yaml.slice(0, error.pos[0]).split('\n').length + 1;
      throw new BadYaml(
        `The front matter is not valid YAML at line ${line}. Put values with a colon or a hash in quotes.`,
      );
    }
    documents.push(document);
  }
  return documents[0]?.toJS({ maxAliasCount });
}
