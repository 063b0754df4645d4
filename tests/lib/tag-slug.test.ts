import fc from 'fast-check';
import t from 'tap';
import { tagSlug } from '../../src/lib/tag-slug.js';

t.test('makes slugs of tags in any script', async (t) => {
  const cases: [name: string, slug: string][] = [
    ['G20', 'g20'],
    ['angela merkel', 'angela-merkel'],
    ['9/11', '9-11'],
    ['#MeToo', 'metoo'],
    ['Côte d’Ivoire', 'cote-divoire'],
    ['AC/DC', 'ac-dc'],
    ['ドナルド・トランプ', 'ドナルド-トランプ'],
    ['東京', '東京'],
    ['Владимир Путин', 'владимир-путин'],
    ['हिन्दी', 'हिन्दी'],
    ['Łódź & Straße', 'lodz-strasse'],
    ['Heydər Əliyev', 'heyder-eliyev'],
    ['Ｇ２０', 'g20'],
    ['C', 'c'],
    ['C++', 'c-plus-plus'],
    ['C#', 'c-sharp'],
    ['U.S. — politics', 'u-s-politics'],
    ['!!!', ''],
    ['💥', ''],
  ];
  for (const [name, slug] of cases) t.equal(tagSlug(name), slug, name);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      const slug = tagSlug(name);
      return tagSlug(slug) === slug && !/[,|\s/#?]|^-/.test(slug);
    }),
  );
});
