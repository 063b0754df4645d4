import t from 'tap';
import { preferredType } from '../../src/lib/accept.js';

const offered = ['application/json', 'application/ld+json', 'application/vnd.iptc.ninjs+json', 'text/markdown'];
const [json, ld, ninjs, markdown] = offered;

t.test('chooses the type that the client prefers', async (t) => {
  const cases: [accept: string | undefined, chosen: string | undefined][] = [
    [undefined, json],
    ['', json],
    ['*/*', json],
    ['application/json', json],
    ['application/ld+json', ld],
    ['Application/LD+JSON', ld],
    ['application/ld+json; profile="https://schema.org"', ld],
    ['application/vnd.iptc.ninjs+json', ninjs],
    ['text/markdown;variant=GFM;q=0.3', markdown],
    ['application/*', json],
    ['text/*', markdown],
    // A named type takes precedence over a wildcard.
    ['application/ld+json, */*', ld],
    ['*/*, application/ld+json', ld],
    ['application/ld+json;q=0.5, */*;q=0.1', ld],
    ['application/ld+json;q=0.1, */*;q=0.5', json],
    ['application/ld+json;q=0.8, text/markdown;q=0.9', markdown],
    ['text/markdown, application/ld+json', markdown],
    ['application/ld+json, text/markdown', ld],
    ['application/json, text/plain, */*', json],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8', json],
    ['application/json;q=0, */*', ld],
    ['application/ld+json;q=0, */*;q=0.1', json],
    ['application/*;q=0, text/markdown', markdown],
    // A header without any valid type is ignored.
    ['text/html', json],
    ['image/png, application/pdf', json],
    ['nonsense', json],
    ['application/ld+json;q=0', json],
    ['text/html, application/ld+json;q=0', json],
    // An invalid quality counts as unstated.
    ['application/ld+json;q=5', ld],
    ['application/ld+json;q=0.0001', ld],
    [';;;,,,', json],
    // The default type is excluded, and no other is named.
    ['application/json;q=0', undefined],
    ['*/*;q=0', undefined],
    ['application/*;q=0', undefined],
    ['image/png, application/json;q=0.000', undefined],
  ];
  for (const [accept, chosen] of cases) t.equal(preferredType(accept, offered), chosen, accept ?? 'without a header');
});

t.test('parses the longest permitted header quickly', async (t) => {
  const began = performance.now();
  for (const part of ['a/b,', '*/*;q=0.1,', ';q=', 'application/ld+json;q=  ;'])
    preferredType(part.repeat(16_384 / part.length), offered);
  t.ok(performance.now() - began < 30_000);
});
