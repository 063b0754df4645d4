import t from 'tap';
import { MANY, surrogateKeyOf } from '../../../src/platform/cache/index.js';

const tagsOf = (count: number) => Array.from({ length: count }, (_, n) => n.toString(16).padStart(12, '0'));

t.test('names everything on which a response depends', (t) => {
  t.equal(surrogateKeyOf([]), '');
  t.equal(surrogateKeyOf(['articles', '0d1f6f2a4b11']), 'articles 0d1f6f2a4b11');
  t.equal(surrogateKeyOf(tagsOf(400)).split(' ').length, 400, 'a list of a hundred articles has about so many names');
  t.end();
});

t.test('has one name that every change purges in place of more than 6,000 characters', (t) => {
  t.equal(surrogateKeyOf(tagsOf(461)).length, 5_992);
  t.equal(surrogateKeyOf(tagsOf(462)), MANY);
  t.equal(surrogateKeyOf(tagsOf(100_000)), MANY);
  t.end();
});
