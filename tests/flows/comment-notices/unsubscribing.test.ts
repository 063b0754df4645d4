import t from 'tap';
import { approved, publishStory } from '../../content/comments/readers.js';
import { openHouse, publicUrl } from './house.js';

const house = await openHouse(t);
const { newsroom, mailbox, settled, notices } = house;
const { app, request, database } = newsroom;
const story = await publishStory(newsroom);

let readers = 0;
const somebody = () => {
  readers += 1;
  return { authorEmail: `reader${readers}@post.example` };
};
const asks = async (authorEmail = somebody().authorEmail) => ({
  id: await approved(newsroom, story.id, { authorEmail, notify: true }),
  email: authorEmail,
});
const answered = (parentId: string) => approved(newsroom, story.id, { ...somebody(), parentId });

/** Creates a subscriber with a reply, and returns the link in the mail as an address of this server. */
async function mailed() {
  const asked = await asks();
  await answered(asked.id);
  const [mail] = await mailbox.arrived(asked.email, 1);
  const link = /^<(.+)>$/.exec(mail?.headers.get('list-unsubscribe')?.[0] ?? '')?.[1] ?? '';
  if (!mail?.text.includes(link) || !mail.html.includes(link)) throw new Error('The link is not for people, too.');
  return { ...asked, link: link.replace(publicUrl, '') };
}
const isStopped = async (asked: { id: string; email: string }) => {
  const theirs = () => mailbox.mails.filter(({ to }) => to.some((one) => one.toLowerCase() === asked.email)).length;
  const before = theirs();
  await answered(asked.id);
  await answered((await asks(asked.email.toUpperCase())).id);
  await settled();
  return theirs() === before;
};

t.test('stops all e-mail to an address by one click of a mail program', async (t) => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const boundary = { 'content-type': 'multipart/form-data; boundary=x' };
  const part = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n';
  for (const sent of [{ raw: 'List-Unsubscribe=One-Click', headers: form }, { raw: part, headers: boundary }, {}]) {
    const asked = await mailed();
    for (const _ of ['once', 'again']) t.match(await request('POST', asked.link, sent), { status: 204, text: '' });
    t.ok(await isStopped(asked));
  }
  t.equal(await database.prisma.commentUnsubscribe.count(), 3);
});

t.test('changes nothing on GET and shows a form', async (t) => {
  const asked = await mailed();
  for (const method of ['GET', 'HEAD'] as const)
    t.equal((await app.inject({ method, url: asked.link })).statusCode, 200);
  t.notOk(await isStopped(asked));
  const page = await request('GET', asked.link);
  t.match(page.headers['content-type'], 'text/html');
  t.match(page.text, '<form method="post">');
  t.notMatch(page.text, /<script|https?:/i);
  const policy = page.headers['content-security-policy'];
  t.match(
    policy,
    /^default-src 'none'; style-src 'sha256-[\w+/]+=*'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
  );
  t.match(page.headers, { 'referrer-policy': 'no-referrer', 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
  const sent = await app.inject({
    method: 'POST',
    url: asked.link,
    payload: 'List-Unsubscribe=One-Click',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    },
  });
  t.match(sent.headers['content-type'], 'text/html');
  t.match(sent.body, 'You will receive no more e-mails about comments.');
  t.ok(await isStopped(asked));
  for (const accept of ['*/*', 'application/json', 'text/html;q=0.1, application/json'])
    t.equal((await request('POST', asked.link, { headers: { accept } })).status, 204, accept);
});

t.test('refuses a link that was not issued here', async (t) => {
  const { link, id } = await mailed();
  const token = new URL(link, publicUrl).searchParams.get('token') ?? '';
  const other = await asks();
  const wrong = [
    '',
    'x',
    id,
    `${id}.`,
    `${other.id}.${token.split('.')[1]}`,
    `${token}x`,
    `${token}.x`,
    token.toUpperCase(),
  ];
  const before = await database.prisma.commentUnsubscribe.count();
  for (const one of [
    ...wrong.map((text) => `?token=${text}`),
    '',
    `?token=${token}&more=1`,
    `?token=${'x'.repeat(300)}`,
  ])
    for (const method of ['GET', 'POST'])
      t.match(
        await request(method, `/v1/comment-unsubscribes${one}`),
        {
          status: 400,
          body: { code: 'invalid-request', errors: [{ parameter: one.includes('more') ? 'more' : 'token' }] },
        },
        `${method} ${one.slice(0, 60)}`,
      );
  t.equal((await request('POST', link, { body: { all: true } })).status, 400);
  t.equal(
    (await request('POST', link, { raw: 'x'.repeat(5_000), headers: { 'content-type': 'multipart/form-data' } }))
      .status,
    413,
  );
  t.equal(await database.prisma.commentUnsubscribe.count(), before);
});

t.test('does not reveal the address, and accepts a link of a deleted comment', async (t) => {
  const { link, id, email } = await mailed();
  t.notMatch(decodeURIComponent(link), email);
  await database.prisma.comment.deleteMany({ where: { OR: [{ parentId: id }, { id }] } });
  t.equal((await request('POST', link)).status, 204);
  t.throws(() => notices.checkToken(undefined));
});
