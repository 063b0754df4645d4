import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { akismet } from '../../../src/flows/comment-scoring/index.js';

const key = '123YourAPIKey';
type Handler = (request: IncomingMessage, response: ServerResponse) => void;
let answer: Handler = (_, response) => response.end('false');
const received: { method: string; path: string; type: string; body: string }[] = [];

const server = createServer(async (request, response) => {
  const { method = '', url = '', headers } = request;
  received.push({ method, path: url, type: headers['content-type'] ?? '', body: await text(request) });
  answer(request, response);
}).listen(0, '127.0.0.1');
await once(server, 'listening');
t.teardown(() => {
  server.closeAllConnections();
  server.close();
});

const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/1.1/comment-check`;
const scorer = akismet({ url, key, site: 'https://news.example', articleUrl: 'https://news.example/{slug}#comments' });
const comment = {
  articleSlug: 'rain-over-hamburg',
  authorName: 'Zoë & Søn',
  authorEmail: 'zoe+news@post.example',
  authorUrl: 'https://zoe.example/?a=1&b=2',
  body: 'It *rained*\r\nall day: 100 % + more &c=1',
  isReply: false,
  ip: '2001:db8::1',
  userAgent: 'Mozilla/5.0 (X11)',
  referrer: 'https://news.example/rain-over-hamburg',
};
const score = (input = comment, signal = AbortSignal.timeout(5_000)) => scorer.score(input, signal);
const says = (body: string, status = 200, headers: Record<string, string> = {}) => {
  answer = (_, response) => response.writeHead(status, headers).end(body);
};

/** Returns the error of a request, which never contains the key. */
async function failure(asking: Promise<unknown>): Promise<Error> {
  try {
    await asking;
  } catch (error) {
    const { message, cause, stack } = error as Error;
    if (`${message} ${String(cause)} ${stack}`.includes(key)) throw new Error('The key is in the error.');
    return error as Error;
  }
  throw new Error('It was answered.');
}

t.test('sends a comment exactly as the protocol defines', async (t) => {
  says('false');
  t.equal(scorer.name, 'akismet');
  t.equal(await score(), 'ham');
  const { body = '', ...sent } = received.at(-1) ?? {};
  t.same(sent, { method: 'POST', path: '/1.1/comment-check', type: 'application/x-www-form-urlencoded;charset=UTF-8' });
  const date = /&comment_date_gmt=([^&]+)/.exec(body)?.[1] ?? '';
  t.ok(Math.abs(Date.parse(decodeURIComponent(date)) - Date.now()) < 60_000, 'the time is in UTC');
  t.equal(
    body.replace(date, 'NOW'),
    [
      'api_key=123YourAPIKey',
      'blog=https%3A%2F%2Fnews.example',
      'user_ip=2001%3Adb8%3A%3A1',
      'user_agent=Mozilla%2F5.0+%28X11%29',
      'referrer=https%3A%2F%2Fnews.example%2Frain-over-hamburg',
      'permalink=https%3A%2F%2Fnews.example%2Frain-over-hamburg%23comments',
      'comment_type=comment',
      'comment_author=Zo%C3%AB+%26+S%C3%B8n',
      'comment_author_email=zoe%2Bnews%40post.example',
      'comment_author_url=https%3A%2F%2Fzoe.example%2F%3Fa%3D1%26b%3D2',
      'comment_content=It+*rained*%0D%0Aall+day%3A+100+%25+%2B+more+%26c%3D1',
      'comment_date_gmt=NOW',
      'blog_charset=UTF-8',
    ].join('&'),
  );
});

t.test('omits unknown values, and marks replies as such', async (t) => {
  says('true');
  const bare = { ...comment, isReply: true, authorUrl: null, userAgent: null, referrer: null };
  t.equal(await score(bare as never), 'spam');
  const form = new URLSearchParams(received.at(-1)?.body);
  t.equal(form.get('comment_type'), 'reply');
  for (const name of ['user_agent', 'referrer', 'comment_author_url']) t.equal(form.get(name), null, name);
  const plain = akismet({ url, key, site: 'https://news.example' });
  await plain.score(comment, AbortSignal.timeout(5_000));
  const permalink = new URLSearchParams(received.at(-1)?.body).get('permalink');
  t.equal(permalink, 'https://news.example/v1/articles/rain-over-hamburg');
});

t.test('accepts only the single words for spam and ham', async (t) => {
  says('true', 200, { 'x-akismet-pro-tip': 'discard' });
  t.equal(await score(), 'spam');
  says('false\n');
  t.equal(await score(), 'ham');
  for (const other of ['', 'TRUE', 'true false', '<html>true</html>', 'null', '1']) {
    says(other);
    t.match((await failure(score())).message, /^Akismet gave no result: "/, JSON.stringify(other));
  }
});

t.test('reports an error in the words of the service, without the key', async (t) => {
  says('invalid', 200, { 'x-akismet-debug-help': `We have no key ${key} for this blog` });
  t.equal((await failure(score())).message, 'Akismet gave no result: We have no key … for this blog');
  says('invalid', 200, { 'x-akismet-debug-help': 'x'.repeat(5_000) });
  t.ok((await failure(score())).message.length < 300);
  says('invalid');
  t.equal((await failure(score())).message, 'Akismet gave no result: "invalid"');
});

t.test('treats any other status as an error, and follows no redirect', async (t) => {
  for (const status of [204, 302, 307, 308, 400, 403, 429, 500, 503]) {
    says('', status, { location: `${url}/elsewhere` });
    const before = received.length;
    t.equal((await failure(score())).message, `Akismet responded with status ${status}.`);
    t.equal(received.length, before + 1, `${status} is not followed`);
  }
});

t.test('stops reading a response that is too long', async (t) => {
  answer = (_, response) => {
    const more = () => {
      if (response.destroyed) return;
      response.write('true'.repeat(1_000));
      setTimeout(more, 5);
    };
    more();
  };
  t.equal((await failure(score())).message, 'Akismet responded with more than 1 KiB.');
});

t.test('fails with the reason of the abort signal, before and during the response', async (t) => {
  for (const slow of [() => {}, (_: IncomingMessage, response: ServerResponse) => void response.write('tr')]) {
    answer = slow;
    t.equal((await failure(score(comment, AbortSignal.timeout(100)))).name, 'TimeoutError');
  }
  const given = new AbortController();
  given.abort(new Error('The reader has gone.'));
  t.equal((await failure(score(comment, given.signal))).message, 'The reader has gone.');
});

t.test('reports that a service is unreachable when it is away or hangs up', async (t) => {
  answer = (request) => request.socket.destroy();
  t.match((await failure(score())).message, /^Akismet cannot be reached( \(\w+\))?\.$/);
  answer = (request, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('true');
    setTimeout(() => request.socket.destroy(), 20);
  };
  t.match((await failure(score())).message, /^Akismet cannot be reached/);
  const away = akismet({ url: 'http://127.0.0.1:1/', key, site: 'https://news.example' });
  t.match((await failure(away.score(comment, AbortSignal.timeout(5_000)))).message, /^Akismet cannot be reached/);
  const named = akismet({ url: `http://${key}.invalid/`, key, site: 'https://news.example' });
  t.match((await failure(named.score(comment, AbortSignal.timeout(5_000)))).message, /^Akismet cannot be reached/);
});
