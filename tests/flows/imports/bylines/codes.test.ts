import t from 'tap';
import { authorsOf, parseByline } from '../../../../src/flows/imports/bylines/index.js';

t.test('names nobody after codes of writers beside agencies or other codes', async (t) => {
  const bylines: [byline: string, agencies: string[], codes: string[]][] = [
    ['dpa/lno', ['dpa'], ['lno']],
    ['dpa/lsw', ['dpa'], ['lsw']],
    ['dpa/lby', ['dpa'], ['lby']],
    ['jth/AFP', ['AFP'], ['jth']],
    ['mkl (dpa)', ['dpa'], ['mkl']],
    ['mkl/dpa/AFP', ['dpa', 'AFP'], ['mkl']],
    ['gra/bpk', [], ['gra', 'bpk']],
  ];
  for (const [byline, agencies, codes] of bylines)
    for (const isName of [false, true]) {
      const { people, organisations, unnamedParts } = parseByline(byline, { isName });
      t.strictSame([people, organisations, unnamedParts], [[], agencies, codes], `${byline} (${isName})`);
    }
});

t.test('reports the codes that name nobody', async (t) => {
  t.match(authorsOf([{ text: 'dpa/lno', isName: true }]), {
    people: [],
    sources: [{ name: 'dpa', relation: 'syndicated' }],
    omissions: [{ what: 'byline lno', reason: 'names-no-person' }],
  });
});

t.test('keeps one word as the name of an author in structured data', async (t) => {
  t.strictSame(parseByline('bono', { isName: true }).people, [{ name: 'bono', title: null }]);
  t.strictSame(parseByline('Jana Müller/dpa', { isName: true }).people, [{ name: 'Jana Müller', title: null }]);
});
