import { Composer, type Document, Lexer, type ParsedNode, Parser } from 'yaml';

/**
 * Collections and their keys and values that may be open at once. The composer recurses, and a text of many levels ends
 * not in an error but in the end of the process.
 */
const maxOpenCollections = 64;

/** How often what an alias repeats may be repeated: without a limit, a few lines become gigabytes. */
const maxAliasCount = 100;

function* tokensOf(text: string) {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > maxOpenCollections) throw new Error('nests too deep');
  }
  yield* parser.end();
}

/**
 * The value of a YAML text of one document, whoever wrote it: by the core schema, without the tags and the merging of
 * YAML 1.1.
 *
 * @throws Error when the text is no YAML, nests too deep or repeats itself too often
 */
export function readYaml(text: string): unknown {
  // Looking for keys that are there twice takes time that grows with the square of their number.
  const composer = new Composer({ schema: 'core', resolveKnownTags: false, uniqueKeys: false });
  const documents: Document.Parsed<ParsedNode>[] = [];
  for (const document of composer.compose(tokensOf(text), true, text.length)) {
    const [error] = document.errors;
    if (error !== undefined) {
      const line = text.slice(0, error.pos[0]).split('\n').length;
      throw new Error(`${error.message} at line ${line}`, { cause: error });
    }
    documents.push(document);
    if (documents.length > 1) throw new Error('has more than one document');
  }
  return documents[0]?.toJS({ maxAliasCount });
}
