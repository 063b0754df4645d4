import t from 'tap';
import { toOriginForm } from '../../src/lib/request-target.js';

t.test('keeps only the path and the query', async (t) => {
  const cases: [target: string, originForm: string][] = [
    ['/v1/articles?limit=1', '/v1/articles?limit=1'],
    ['http://evil.example/v1/articles?limit=1', '/v1/articles?limit=1'],
    ['HTTPS://user:pw@evil.example:81/v1/articles', '/v1/articles'],
    ['http://evil.example', '/'],
    ['http://evil.example?x=1', '/?x=1'],
    ['//evil.example/v1/articles', '//evil.example/v1/articles'],
    ['/http://evil.example/', '/http://evil.example/'],
    ['*', '*'],
  ];
  for (const [target, originForm] of cases) t.equal(toOriginForm(target), originForm, target);
});
