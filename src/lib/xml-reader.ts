import { SaxesParser } from 'saxes';

/** The beginning or the end of an element. */
export type XmlEvent = {
  kind: 'start' | 'end';
  /** The namespace, or `''` for none. */
  uri: string;
  name: string;
  /** The values of the attributes by their names without prefixes. */
  attributes: ReadonlyMap<string, string>;
  /**
   * The text between this tag and the one before it. At the end of an element without child elements, it is its text.
   */
  text: string;
  /** The line number, counted from 1. */
  line: number;
};

type Options = {
  /** How many characters of each text are kept. */
  maxTextLength: number;
  /** Namespaces by well-known prefixes, for files that do not declare them. */
  prefixes?: Readonly<Record<string, string>>;
  /** Characters by the names of entities that XML does not define but files use. */
  entities?: Readonly<Record<string, string>>;
};

/** The maximum length of a tag, and of the text between two tags, in characters. No article comes near it. */
const maxPieceLength = 16 * 2 ** 20;

const maxDepth = 64;

/**
 * How many characters the parser gets at a time. It can be stopped only in between, and is slow for nested elements.
 */
const parserChunkLength = 4 * 1024;

/** The maximum number of attributes of an element. */
const maxAttributes = 256;

/** Characters that XML does not allow, although many exports contain them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern searches for control characters
const nonXmlCharacters = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

/** The text is not valid XML. `line` and `column` are counted from 1, and the message gives the reason. */
export class InvalidXmlError extends Error {
  constructor(
    readonly line: number,
    reason: string,
    readonly column: number | null = null,
  ) {
    super(reason.slice(0, 200).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' '));
  }
}

type Tag = Pick<XmlEvent, 'uri' | 'name' | 'attributes'>;

const none: ReadonlyMap<string, string> = new Map();

const namespaceDeclaration = 'http://www.w3.org/2000/xmlns/';

/** Returns the attributes of an element, without the declarations of namespaces. */
function attributesOf(list: readonly { uri: string; local: string; value: string }[]): ReadonlyMap<string, string> {
  if (list.length === 0) return none;
  return new Map(list.flatMap(({ uri, local, value }) => (uri === namespaceDeclaration ? [] : [[local, value]])));
}

/** Returns the place of the first ampersand in a text that begins no entity. `start` is the place of the text. */
function findBareAmpersand(
  text: string,
  start: { line: number; column: number },
): { line: number; column: number } | undefined {
  const at = text.search(/&(?!(?:#\d+|#x[\da-f]+|[a-z_][\w.-]*);)/i);
  if (at === -1) return undefined;
  const before = text.slice(0, at).split('\n');
  const isFirstLine = before.length === 1;
  return {
    line: start.line + before.length - 1,
    column: (isFirstLine ? start.column : 0) + (before.at(-1)?.length ?? 0) + 1,
  };
}

/**
 * Reads an XML text of any size as a stream and yields its tags in batches. Entities that a document type declares are
 * not supported, so a text that uses one is invalid.
 *
 * @param chunks parts of the text, split anywhere
 * @throws InvalidXmlError after everything before the fault was yielded, if the text is not well-formed, nests deeper
 *   than 64 levels, or has a tag or text of more than 16 Mi characters
 */
export async function* xmlEvents(
  chunks: AsyncIterable<string>,
  { maxTextLength, prefixes, entities }: Options,
): AsyncGenerator<XmlEvent[]> {
  let events: XmlEvent[] = [];
  let failure: InvalidXmlError | undefined;
  let lengthSinceTag = 0;
  let attributes = 0;
  let pieces: string[] = [];
  let length = 0;
  const open: Tag[] = [];
  const parser = new SaxesParser({ xmlns: true, ...(prefixes && { additionalNamespaces: { ...prefixes } }) });
  Object.assign(parser.ENTITIES, entities);

  /** The text since the last tag, comment or CDATA section, and the place where it begins. */
  let recentText = '';
  let recentStart = 0;
  let lastPiece = { position: 0, line: 1, column: 0 };

  const fail = (reason: string): void => {
    if (failure !== undefined) return;
    const ampersand = findBareAmpersand(recentText.slice(lastPiece.position - recentStart), lastPiece);
    failure =
      ampersand === undefined
        ? new InvalidXmlError(parser.line, reason, parser.columnIndex + 1)
        : new InvalidXmlError(ampersand.line, 'an ampersand is not written as &amp;.', ampersand.column);
  };
  function onPieceEnd(): void {
    lengthSinceTag = 0;
    lastPiece = { position: parser.position, line: parser.line, column: parser.columnIndex };
  }
  function appendText(text: string): void {
    lengthSinceTag = 0;
    if (failure !== undefined || length >= maxTextLength) return;
    pieces.push(text.slice(0, maxTextLength - length));
    length += text.length;
  }
  function emitEvent(kind: XmlEvent['kind'], tag: Tag): void {
    events.push({ kind, ...tag, text: pieces.join(''), line: parser.line });
    pieces = [];
    length = 0;
  }

  parser.on('error', ({ message }) => {
    // The parser has already ended an element that the file does not end.
    if (failure === undefined && message.endsWith('unexpected close tag.')) events.pop();
    fail(message.replace(/^(?:\d+:)+ /, ''));
  });
  parser.on('text', appendText);
  parser.on('cdata', (text) => {
    onPieceEnd();
    appendText(text);
  });
  for (const other of ['comment', 'processinginstruction', 'doctype'] as const) parser.on(other, onPieceEnd);
  parser.on('attribute', () => {
    attributes += 1;
    if (attributes > maxAttributes) fail(`a tag has more than ${maxAttributes} attributes`);
  });
  parser.on('opentag', ({ uri, local, attributes: list }) => {
    onPieceEnd();
    attributes = 0;
    if (open.length === maxDepth) fail(`the XML nests deeper than ${maxDepth} levels`);
    if (failure !== undefined) return;
    const tag = { uri, name: local, attributes: attributesOf(Object.values(list)) };
    open.push(tag);
    emitEvent('start', tag);
  });
  parser.on('closetag', () => {
    onPieceEnd();
    const tag = open.pop();
    if (failure === undefined && tag !== undefined) emitEvent('end', tag);
  });

  /** Passes text to the parser, or ends it if `text` is null. */
  function write(text: string | null): void {
    // Only the first fault counts. After it, the state of the parser is not reliable.
    if (text === null) parser.close();
    else {
      const valid = text.replace(nonXmlCharacters, '');
      recentText = recentText.slice(lastPiece.position - recentStart) + valid;
      recentStart = lastPiece.position;
      parser.write(valid);
    }
    lengthSinceTag += text?.length ?? 0;
    if (lengthSinceTag > maxPieceLength) fail(`a tag or text has more than ${maxPieceLength} characters`);
  }

  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += parserChunkLength) {
      write(chunk.slice(at, at + parserChunkLength));
      yield events;
      events = [];
      if (failure !== undefined) throw failure;
    }
  }
  write(null);
  yield events;
  if (failure !== undefined) throw failure;
}
