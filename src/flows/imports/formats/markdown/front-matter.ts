import { parse as parseToml, TomlError } from 'smol-toml';
import { Composer, type Document, Lexer, type ParsedNode, Parser } from 'yaml';
import { depthOfJson } from '../../../../lib/json-depth.js';
import { type Fields, isFields } from '../../normalisation/fields.js';

/** Limits of front matter: characters, nesting (because the YAML composer is recursive), and uses of aliases. */
const maxLength = 64 * 1024;
const maxDepth = 32;
const maxAliasCount = 50;

export type ParsedMarkdown =
  | { kind: 'none' | 'read'; fields: Fields; body: string }
  | { kind: 'refused'; reason: 'bad-front-matter'; detail: string };

const refuse = (detail: string): ParsedMarkdown => ({ kind: 'refused', reason: 'bad-front-matter', detail });

type Language = 'YAML' | 'TOML' | 'JSON';

/** The lines around front matter, and the language that they mean if the opening line does not name one. */
const fences: readonly { openingFence: RegExp; closingFence: RegExp; language: Language; line: string }[] = [
  {
    openingFence: /^---[ \t]*(\w*)[ \t]*\r?\n/,
    closingFence: /^(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/m,
    language: 'YAML',
    line: '---',
  },
  { openingFence: /^\+\+\+[ \t]*()\r?\n/, closingFence: /^\+\+\+[ \t]*(?:\r?\n|$)/m, language: 'TOML', line: '+++' },
  { openingFence: /^;;;[ \t]*()\r?\n/, closingFence: /^;;;[ \t]*(?:\r?\n|$)/m, language: 'JSON', line: ';;;' },
];

const languagesByName: Readonly<Record<string, Language>> = { yaml: 'YAML', yml: 'YAML', toml: 'TOML', json: 'JSON' };

/** Words after the dashes that name languages which are code. */
const codeLanguage = /^(?:js|javascript|coffee|coffeescript|cson)$/i;

/** Splits a file into its front matter in YAML, TOML or JSON, and its Markdown. */
export function parseMarkdown(text: string): ParsedMarkdown {
  const content = text.replace(/^\uFEFF/, '');
  const none: ParsedMarkdown = { kind: 'none', fields: {}, body: content };
  if (/^\s*\{\s*"/.test(content)) return parseJsonStart(content) ?? none;
  const fence = fences.find(({ openingFence }) => openingFence.test(content));
  const [openingLine = '', word = ''] = fence?.openingFence.exec(content) ?? [];
  if (codeLanguage.test(word))
    return refuse(`The front matter is written in ${word}, which is not supported. Write it in YAML.`);
  const language = word === '' ? fence?.language : languagesByName[word.toLowerCase()];
  if (fence === undefined || language === undefined) return none;
  const afterOpening = content.slice(openingLine.length);
  const closingLine = fence.closingFence.exec(afterOpening);
  // Without a closing line, the dashes are a horizontal rule, unless a field follows.
  if (closingLine === null)
    return language !== 'YAML' || /^[\w-]+[ \t]*:/.test(afterOpening)
      ? refuse(`The front matter has no end. Add a line ${fence.line} below it.`)
      : none;
  return parseFields(
    afterOpening.slice(0, closingLine.index),
    language,
    afterOpening.slice(closingLine.index + closingLine[0].length),
  );
}

/** Parses a file that begins with an object in JSON, as in Hugo. Returns undefined if the object is no front matter. */
function parseJsonStart(content: string): ParsedMarkdown | undefined {
  let depth = 0;
  // A string, or a bracket outside of strings.
  for (const { 0: token, index } of content.slice(0, maxLength).matchAll(/"(?:[^"\\]|\\.)*"|[{}]/gs)) {
    if (token === '{') depth += 1;
    if (token !== '}') continue;
    depth -= 1;
    if (depth > 0) continue;
    const rest = content.slice(index + 1);
    return /^[ \t]*(?:\r?\n|$)/.test(rest)
      ? parseFields(content.slice(0, index + 1), 'JSON', rest.replace(/^[ \t]*\r?\n/, ''))
      : undefined;
  }
  return /^\s*\{\s*"[^"\n]*"\s*:/.test(content) ? refuse('The front matter in JSON has no end.') : undefined;
}

function parseFields(text: string, language: Language, body: string): ParsedMarkdown {
  if (text.length > maxLength) return refuse(`The front matter must have at most ${maxLength} characters.`);
  try {
    const value = parsers[language](text);
    if (value == null) return { kind: 'read', fields: {}, body };
    return isFields(value)
      ? { kind: 'read', fields: value, body }
      : refuse('The front matter must consist of fields with values, such as `title: Night ferry`.');
  } catch (error) {
    return refuse(
      error instanceof InvalidFieldsError ? error.message : 'The front matter uses YAML aliases too often.',
    );
  }
}

class InvalidFieldsError extends Error {}

const parsers: Readonly<Record<Language, (text: string) => unknown>> = {
  YAML: yamlValue,
  JSON(text) {
    if (depthOfJson(text) > maxDepth)
      throw new InvalidFieldsError(`The front matter is nested deeper than ${maxDepth} levels.`);
    try {
      return JSON.parse(text);
    } catch {
      throw new InvalidFieldsError('The front matter is not valid JSON.');
    }
  },
  TOML(text) {
    try {
      // Dates become texts, as in the other languages.
      return JSON.parse(JSON.stringify(parseToml(text, { maxDepth })));
    } catch (error) {
      const line = error instanceof TomlError ? ` at line ${error.line + 1}` : '';
      throw new InvalidFieldsError(`The front matter is not valid TOML${line}.`);
    }
  },
};

function* tokensOf(yaml: string) {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(yaml)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > maxDepth)
      throw new InvalidFieldsError(`The front matter is nested deeper than ${maxDepth} levels.`);
  }
  yield* parser.end();
}

/**
 * Parses untrusted YAML with the core schema. Tags and dates of other schemas stay text.
 *
 * @throws InvalidFieldsError if the YAML is invalid or nested too deeply, or another Error if it uses aliases too often
 */
function yamlValue(yaml: string): unknown {
  // The check for duplicate keys takes quadratic time, so it is off. The last of them counts.
  const composer = new Composer({ schema: 'core', resolveKnownTags: false, uniqueKeys: false });
  const documents: Document.Parsed<ParsedNode>[] = [];
  for (const document of composer.compose(tokensOf(yaml), true, yaml.length)) {
    const [error] = document.errors;
    if (error !== undefined) {
      const line = yaml.slice(0, error.pos[0]).split('\n').length + 1;
      throw new InvalidFieldsError(
        `The front matter is not valid YAML at line ${line}. Put values with a colon or a hash in quotes.`,
      );
    }
    documents.push(document);
  }
  return documents[0]?.toJS({ maxAliasCount });
}
