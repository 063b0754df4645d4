import { SaxesParser } from 'saxes';
import t from 'tap';
import { cdata, element, escapeXml, textElement, xmlDocument } from '../../src/lib/xml.js';

function textIn(document: string): string {
  let found = '';
  const parser = new SaxesParser();
  parser.on('text', (text) => (found += text));
  parser.on('cdata', (text) => (found += text));
  parser.write(document).close();
  return found.trim();
}

const hostile = [
  '</title><script>alert(1)</script>',
  'a & b < c > d " e \' f &amp; &#0; ]]> <![CDATA[ ]]>',
  ']]]]>>]]>',
  '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
  'fine: äöü 日本語 🗞 \t\n',
];

t.test('keeps any text unchanged', async (t) => {
  for (const text of hostile) {
    const document = xmlDocument(element('r', { a: text }, element('e', {}, text)));
    t.equal(textIn(document), text.trim());
    t.equal(textIn(xmlDocument(element('r', {}, cdata(text)))), text.trim());
  }
});

t.test('drops characters that XML does not allow', async (t) => {
  const controls = Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code)).join('');
  t.equal(escapeXml(`a${controls}b`), 'a\t\n\rb');
  t.equal(escapeXml('\ud800x\udc00y\ufffe\uffff🗞'), 'xy🗞');
  t.equal(
    textIn(xmlDocument(element('r', {}, cdata('\u0000a]]\u0001>b')))),
    'a]]>b',
    'invalid characters are removed before ]]> is escaped',
  );
});

t.test('omits missing attributes, elements and texts', async (t) => {
  t.equal(element('e', { a: undefined, b: '1' }).xml, '<e b="1"/>');
  t.equal(element('e', {}, undefined, textElement('f', ''), textElement('f', null)).xml, '<e></e>');
  t.equal(textElement('f', 'x')?.xml, '<f>x</f>');
});
