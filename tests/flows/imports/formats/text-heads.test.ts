import t from 'tap';
import { text } from '../../../../src/flows/imports/formats/text/index.js';
import { draftsOf, only, readAll, reasonsOf } from './fixtures/reading.js';

const prose = `Dockers at the old harbour voted on Sunday to go on with their strike.

Eleven ships have waited outside of the breakwater since last week.
`;
const headline = 'Harbour strike enters second week';
const day = '2024-11-03T00:00:00.000Z';

type Expected = {
  people?: string[];
  sources?: string[];
  standfirst?: string | null;
  date?: string | null;
  first?: RegExp;
};

const cases: [head: string, expected: Expected][] = [
  ['\nАвтор: Иван Петров\n3 November 2024\n\n', { people: ['Иван Петров'], date: day }],
  ['\n文/王小明\n2024年11月3日\n\n', { people: ['王小明'], date: day }],
  ['\nAnn Porter\n3 November 2024\n\n', { people: ['Ann Porter'], date: day }],
  ['\n\nAnn Porter\n\n3 November 2024\n\n', { people: ['Ann Porter'], date: day }],
  ['\nAnn Porter\n\n', { people: ['Ann Porter'], date: null }],
  ['\nAnn Porter, Political Editor\n03.11.2024\n\n', { people: ['Ann Porter'], date: day }],
  ['\nStaff Writer\n3 November 2024\n\n', { date: day }],
  [
    '\nAssociated Press\nNov. 3, 2024 10:30 AM EST\n\n',
    { sources: ['Associated Press'], date: '2024-11-03T15:30:00.000Z' },
  ],
  ['\nBy Ann Porter\nNov. 3, 2024 12:05 am\n\n', { people: ['Ann Porter'], date: '2024-11-03T00:05:00.000Z' }],
  [
    '\nEleven ships wait outside of the port\n3 November 2024\n\n',
    { standfirst: 'Eleven ships wait outside of the port', date: day },
  ],
  [
    '\n\nEleven ships wait outside.\n\nBy Ann Porter\n3 November 2024\n\n',
    { people: ['Ann Porter'], standfirst: 'Eleven ships wait outside.', date: day },
  ],
  ['\nBy Ann Porter\n25/12/2024\n\n', { people: ['Ann Porter'], date: '2024-12-25T00:00:00.000Z' }],
  ['\nBy Ann Porter\n12/25/2024\n\n', { people: ['Ann Porter'], date: '2024-12-25T00:00:00.000Z' }],
  ['\nAnn Porter, 3 November 2024\n\n', { people: ['Ann Porter'], date: day }],
  ['\n\nAnn Porter, 3 November 2024\n\n', { people: ['Ann Porter'], date: day }],
  ['\nAnn Porter, Political Editor | November 3, 2024\n\n', { people: ['Ann Porter'], date: day }],
  [
    '\nAnn Porter and John Roe – 25/12/2024\n\n',
    { people: ['Ann Porter', 'John Roe'], date: '2024-12-25T00:00:00.000Z' },
  ],
  ['\nEleven ships wait outside\n\n', { standfirst: 'Eleven ships wait outside' }],
  ['\n3 November 2024\nEleven ships wait outside\n\n', { date: day, standfirst: 'Eleven ships wait outside' }],
  [
    '\nEleven ships wait outside of the port,\nand two have left it.\n\n',
    { first: /^<p>Eleven ships wait outside of the port,(?:<br>|\s)and two have left it\.<\/p>/ },
  ],
  ['.\n\n', {}],
];

t.test('reads the first line of a text as its headline whatever follows, and loses no line of its head', async (t) => {
  for (const [head, { people = [], sources = [], standfirst = null, date = null, first }] of cases) {
    const draft = await only(text, `${headline}${head}${prose}`);
    t.equal(draft.headline.replace(/\.$/, ''), headline, head);
    t.strictSame(
      draft.people.map(({ name }) => name),
      people,
      head,
    );
    t.strictSame(
      draft.sources.map(({ name }) => name),
      sources,
      head,
    );
    t.equal(draft.standfirst, standfirst, head);
    t.equal(draft.publishedAt?.toISOString() ?? null, date, head);
    t.match(draft.body, first ?? /^<p>Dockers at the old harbour/, head);
  }
});

t.test('reports a date whose day and month may be the other way round', async (t) => {
  for (const head of ['By Ann Porter\n11/03/2024', 'Ann Porter, 11/03/2024']) {
    const draft = await only(text, `${headline}\n${head}\n\n${prose}`);
    t.equal(draft.status, 'draft');
    t.match(reasonsOf(draft), ['date 11/03/2024: ambiguous-date']);
    t.match(draft.body, /^<p>Dockers/);
  }
});

t.test('keeps the date of an update apart from the date of publication', async (t) => {
  const head = 'By Ann Porter\n3 November 2024\nUpdated 4 November 2024';
  const { publishedAt, updatedAt } = await only(text, `${headline}\n${head}\n\n${prose}`);
  t.strictSame([publishedAt, updatedAt], [new Date('2024-11-03'), new Date('2024-11-04')]);
});

t.test('splits a text at headlines whose bylines have no credit', async (t) => {
  const second = 'Library opens its cellar\nJohn Roe\n4 November 2024';
  const drafts = draftsOf(
    await readAll(text, `${headline}\nAnn Porter\n3 November 2024\n\n${prose}\n${second}\n\n${prose}`),
  );
  t.strictSame(
    drafts.map(({ people }) => people.map(({ name }) => name)),
    [['Ann Porter'], ['John Roe']],
  );
});

t.test('reports dates that do not exist, and does not take them for standfirsts', async (t) => {
  for (const line of ['31/02/2024', '32 November 2024', '29 February 2023', 'November 31, 2024']) {
    const draft = await only(
      text,
      `Ferries leave the harbour\nBy Ann Porter\n${line}\n\nThe first ferry left the harbour in the fog.\n\nThe second one stayed there.\n`,
    );
    t.match(draft, { standfirst: null, publishedAt: null, people: [{ name: 'Ann Porter' }] }, line);
    t.ok(reasonsOf(draft).includes(`date ${line}: not-a-date`), line);
  }
});
