import { Composer, type Document, Lexer, type ParsedNode, Parser } from 'yaml';

/**
 * How many collections, keys and values may be open at once. The composer recurses, so a deeply nested text could end
 * the process instead of causing an error.
 */
const maxOpenCollections = 64;

/** How often aliases may be resolved. Without a limit, a few lines could become gigabytes. */
const maxAliasCount = 100;

function* tokensOf(text: string) {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > maxOpenCollections) throw new Error('it is nested too deeply');
  }
  yield* parser.end();
}

/**
 * Parses a YAML text of one document from an untrusted source. Uses the core schema, without the tags and merge keys of
 * YAML 1.1.
 *
 * @throws Error if the text is not valid YAML, is nested too deeply or resolves aliases too often
 */
export function readYaml(text: string): unknown {
  // The check for duplicate keys would take quadratic time.
  const composer = new Composer({ schema: 'core', resolveKnownTags: false, uniqueKeys: false });
  const documents: Document.Parsed<ParsedNode>[] = [];
  for (const document of composer.compose(tokensOf(text), true, text.length)) {
    const [error] = document.errors;
    if (error !== undefined) {
      const line = text.slice(0, error.pos[0]).split('\n').length;
      throw new Error(`${error.message} at line ${line}`, { cause: error });
    }
    documents.push(document);
    if (documents.length > 1) throw new Error('it has more than one document');
  }
  return documents[0]?.toJS({ maxAliasCount });
}
