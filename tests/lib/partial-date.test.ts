import t from 'tap';
import { coversDay, earliestDay, isPartialDate, latestDay } from '../../src/lib/partial-date.js';

t.test('accepts only real years, months and days', async (t) => {
  for (const good of ['2017', '2017-02', '2016-02-29', '0001', '9999-12-31']) t.ok(isPartialDate(good), good);
  for (const bad of [
    '',
    '17',
    '2017-13',
    '2017-00',
    '2017-02-29',
    '2017-2',
    '0000',
    '20170',
    '2017-07-07T00:00',
    ' 2017',
    '２０１７',
  ])
    t.notOk(isPartialDate(bad), bad);
});

t.test('begins as early and ends as late as possible', async (t) => {
  t.same([earliestDay('2017'), latestDay('2017')], ['2017-01-01', '2017-12-31']);
  t.same([earliestDay('2016-02'), latestDay('2016-02')], ['2016-02-01', '2016-02-29']);
  t.same([earliestDay('2017-07-07'), latestDay('2017-07-07')], ['2017-07-07', '2017-07-07']);
});

t.test('covers its first and last day, and is open without a bound', async (t) => {
  t.ok(coversDay({ from: '2017-01-20', to: '2021-01-20' }, '2021-01-20'));
  t.notOk(coversDay({ from: '2017-01-20', to: '2021-01-20' }, '2021-01-21'));
  t.ok(coversDay({ from: '2017' }, '2017-01-01'));
  t.notOk(coversDay({ from: '2017-02' }, '2017-01-31'));
  t.ok(coversDay({ to: '2017' }, '2017-12-31'));
  t.ok(coversDay({}, '1900-01-01'));
  t.ok(coversDay({ from: null, to: null }, '1900-01-01'));
});
