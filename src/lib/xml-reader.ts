import { SaxesParser } from 'saxes';

/** The beginning or the end of an element. */
export type XmlEvent = {
  kind: 'start' | 'end';
  /** Namespace and name; the name alone where it is in none. */
  uri: string;
  name: string;
  /** By their names without prefixes. */
  attributes: ReadonlyMap<string, string>;
  /** What stands between this tag and the one before it: at the end of an element without others in it, its text. */
  text: string;
  /** Counted from one. */
  line: number;
};

type Options = {
  /** Characters of a text that are kept. */
  maxTextLength: number;
  /** Namespaces by prefixes that everybody knows, for files that forget to say what they mean. */
  prefixes?: Readonly<Record<string, string>>;
  /** Characters by the names of entities that XML does not know and that are in files all the same. */
  entities?: Readonly<Record<string, string>>;
};

/** Characters between two tags, and in one: no story comes near. */
const maxPieceLength = 16 * 2 ** 20;

const maxDepth = 64;

/** Characters that the parser is handed at once: it stops only then, and takes long over what nests. */
const parserChunkLength = 4 * 1024;

/** Attributes of one element. */
const maxAttributes = 256;

/** Characters that XML does not have and that are in many an export all the same. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const nonXmlCharacters = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

/** A text that is no XML, with the line, counted from one, and the reason. */
export class InvalidXmlError extends Error {
  constructor(
    readonly line: number,
    reason: string,
  ) {
    super(reason.slice(0, 200).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' '));
  }
}

type Tag = Pick<XmlEvent, 'uri' | 'name' | 'attributes'>;

const none: ReadonlyMap<string, string> = new Map();

const attributesOf = (list: readonly { local: string; value: string }[]): ReadonlyMap<string, string> =>
  list.length === 0 ? none : new Map(list.map(({ local, value }) => [local, value]));

/**
 * The tags of an XML text as they come, some at once, whatever its size. Entities that a document type declares are none: a
 * text that uses one is broken.
 *
 * @param chunks parts of the text, cut anywhere
 * @throws BrokenXml, once everything before it has been given, for what is not well-formed, nests deeper than 64 levels, or
 *   has a piece of more than 16 Mi characters
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

  const fail = (reason: string): void => {
    failure ??= new InvalidXmlError(parser.line, reason);
  };
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
    // The parser has ended the element already, which the file has not.
    if (failure === undefined && message.endsWith('unexpected close tag.')) events.pop();
    fail(message.replace(/^(?:\d+:)+ /, ''));
  });
  parser.on('text', appendText);
  parser.on('cdata', appendText);
  for (const other of ['comment', 'processinginstruction', 'doctype'] as const)
    parser.on(other, () => {
      lengthSinceTag = 0;
    });
  parser.on('attribute', () => {
    attributes += 1;
    if (attributes > maxAttributes) fail(`more than ${maxAttributes} attributes`);
  });
  parser.on('opentag', ({ uri, local, attributes: list }) => {
    lengthSinceTag = attributes = 0;
    if (open.length === maxDepth) fail(`nests deeper than ${maxDepth} levels`);
    if (failure !== undefined) return;
    const tag = { uri, name: local, attributes: attributesOf(Object.values(list)) };
    open.push(tag);
    emitEvent('start', tag);
  });
  parser.on('closetag', () => {
    lengthSinceTag = 0;
    const tag = open.pop();
    if (failure === undefined && tag !== undefined) emitEvent('end', tag);
  });

  /** Hands the parser some text, or says that there is no more. */
  function write(text: string | null): void {
    // What it says after the first fault is of no use, and its own state is not to be trusted.
    if (text === null) parser.close();
    else parser.write(text.replace(nonXmlCharacters, ''));
    lengthSinceTag += text?.length ?? 0;
    if (lengthSinceTag > maxPieceLength) fail(`a piece of more than ${maxPieceLength} characters`);
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
