import t from 'tap';
import { sanitizeHtml } from '../../src/lib/rich-text/index.js';
import { strictUri, toUri, withAbsoluteAddresses } from '../../src/lib/web-address.js';

t.test('converts an address that browsers tolerate to RFC 3986', async (t) => {
  t.equal(
    strictUri('https://example.org/a b|c^d[1]{x}?q=%zz&ü#a#b'),
    'https://example.org/a%20b%7Cc%5Ed%5B1%5D%7Bx%7D?q=%25zz&%C3%BC#a%23b',
  );
  t.equal(
    strictUri('https://example.org/fine%20already?a=b&c=%C3%BC#d'),
    'https://example.org/fine%20already?a=b&c=%C3%BC#d',
  );
  t.equal(strictUri('HTTPS://EXAMPLE.org'), 'https://example.org/');
});

t.test('keeps an address that conforms to RFC 3986, and encodes others', async (t) => {
  for (const address of [
    'https://example.org',
    'HTTPS://Example.org/a%20b?c=d&e#f',
    'http://user:secret@[2001:db8::1]:8080/a;b=(c)',
  ])
    t.equal(toUri(address), address);
  t.equal(toUri('https://münchen.example/straße?q=ü'), 'https://xn--mnchen-3ya.example/stra%C3%9Fe?q=%C3%BC');
  t.equal(toUri(' https://example.org'), undefined);
  t.equal(toUri('https://us er@example.org/a b '), 'https://us%20er@example.org/a%20b');
  for (const text of ['ftp://example.org', 'https://', 'https://a{b}.example/', 'example.org'])
    t.equal(toUri(text), undefined, text);
});

t.test('makes relative addresses in a body absolute, and changes nothing else', async (t) => {
  const base = 'https://paper.example/news/one';
  const same = [
    '<p>href="/x" &lt;a href="/y"&gt; and a > b</p>',
    '<a href="https://other.example/?a=1&amp;b=2" title="src=&quot;/x&quot;">x</a>',
    '<a href="mailto:a@example.org">x</a>',
  ].map(sanitizeHtml);
  for (const html of same) t.equal(withAbsoluteAddresses(html, base), html);
  const html = sanitizeHtml(
    '<a title="a>b" href="/two?a=1&amp;b=2">x</a><img src="../p.jpg" alt=""><a href="#note">y</a><blockquote cite="three">z</blockquote>',
  );
  const absolute = withAbsoluteAddresses(html, base);
  for (const address of [
    'href="https://paper.example/two?a=1&amp;b=2"',
    'src="https://paper.example/p.jpg"',
    'href="https://paper.example/news/one#note"',
    'cite="https://paper.example/news/three"',
  ])
    t.ok(absolute.includes(address), `${address} is in ${absolute}`);
  t.equal(withAbsoluteAddresses(absolute, base), absolute);
  t.equal(withAbsoluteAddresses(html, '/v1/articles/one'), html, 'a relative base changes nothing');
  const long = sanitizeHtml('<a href="/x" title="&quot;<a ">y</a>'.repeat(20_000));
  const began = performance.now();
  t.ok(withAbsoluteAddresses(long, base).length > long.length);
  t.ok(performance.now() - began < 30_000, 'it takes linear time');
});
