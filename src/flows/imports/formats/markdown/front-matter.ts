import { Composer, type Document, Lexer, type ParsedNode, Parser } from 'yaml';
import { type Fields, isFields } from '../../fitting/fields.js';

/** Characters of front matter; what may be open in it at once, for the composer recurses; and repeats of an alias. */
const longest = 64 * 1024;
const deepest = 32;
const maxAliasCount = 50;

export type Parted =
  | { kind: 'none' | 'read'; fields: Fields; body: string }
  | { kind: 'refused'; reason: 'toml-front-matter' | 'bad-front-matter'; detail: string };

const refused = (detail: string): Parted => ({ kind: 'refused', reason: 'bad-front-matter', detail });

/** A text in Markdown and the YAML before it, between two lines of dashes. */
export function parted(text: string): Parted {
  const whole = text.replace(/^\uFEFF/, '');
  if (/^\+\+\+[ \t]*\r?\n/.test(whole))
    return {
      kind: 'refused',
      reason: 'toml-front-matter',
      detail: 'The front matter is TOML: turn it into YAML first, as `hugo convert toYAML` does.',
    };
  const other = /^---[ \t]*(js|javascript|coffee|coffeescript|cson|json|toml)[ \t]*\r?\n/i.exec(whole);
  if (other !== null)
    return refused(`The front matter is in ${other[1]}, of which nothing is run or read: write it in YAML.`);
  const opening = /^---[ \t]*\r?\n/.exec(whole);
  if (opening === null) return { kind: 'none', fields: {}, body: whole };
  const after = whole.slice(opening[0].length);
  const closing = /^(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/m.exec(after);
  // A rule at the top of a text that has no other.
  if (closing === null)
    return /^[\w-]+[ \t]*:/.test(after)
      ? refused('The front matter has no end: a line ---.')
      : { kind: 'none', fields: {}, body: whole };
  if (closing.index > longest) return refused(`The front matter has more than ${longest} characters.`);
  const body = after.slice(closing.index + closing[0].length);
  try {
    const value = yamlValue(after.slice(0, closing.index));
    if (value == null) return { kind: 'read', fields: {}, body };
    return isFields(value)
      ? { kind: 'read', fields: value, body }
      : refused('The front matter is no list of fields with their values.');
  } catch (error) {
    return refused(
      error instanceof BadYaml ? error.message : 'The front matter is YAML that repeats itself too often.',
    );
  }
}

class BadYaml extends Error {}

function* tokensOf(yaml: string) {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(yaml)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > deepest) throw new BadYaml(`The front matter nests deeper than ${deepest} levels.`);
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
