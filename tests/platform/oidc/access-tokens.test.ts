import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeJwt, exportSPKI, importJWK, type JWTPayload, UnsecuredJWT } from 'jose';
import t from 'tap';
import { accessTokenVerifier, isJwt } from '../../../src/platform/oidc/index.js';
import { audience, createSigningKey, openProvider } from '../../support/identity-provider.js';

const accounts = { ada: { email: 'ada@news.example', email_verified: true, groups: ['editors'] } };
const paper = await openProvider(t, accounts);
const agency = await openProvider(t, accounts);
const settings = (name: string, issuer: string) => ({
  name,
  issuer,
  audience,
  clientAuthentication: 'client_secret_basic' as const,
  scopes: ['openid'],
});
const issuers = [settings('paper', paper.issuer), settings('agency', agency.issuer)];
const verify = accessTokenVerifier(issuers);

const now = () => Math.floor(Date.now() / 1000);
const usual = (): JWTPayload => ({ iss: paper.issuer, aud: audience, sub: 'ada', exp: now() + 300, iat: now() });
const sign = (claims: JWTPayload = {}, header = {}) => paper.key.sign({ ...usual(), ...claims }, header);
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const metadataReads = (from: { requests: string[] }, path: string) =>
  from.requests.filter((url) => url.startsWith(path)).length;

t.test('accepts the access tokens of each issuer', async (t) => {
  for (const [provider, name] of [
    [paper, 'paper'],
    [agency, 'agency'],
  ] as const) {
    const token = await provider.accessToken('ada');
    t.ok(isJwt(token));
    const result = await verify(token);
    t.match(result, { issuer: { name }, claims: { iss: provider.issuer, sub: 'ada', aud: audience } });
  }
});

t.test('reads the metadata and the keys once for concurrent requests', async (t) => {
  const verifyFirst = accessTokenVerifier(issuers);
  const token = await sign();
  paper.requests.length = 0;
  const results = await Promise.all(Array.from({ length: 20 }, () => verifyFirst(token)));
  t.ok(results.every((result) => 'claims' in result));
  t.equal(metadataReads(paper, '/.well-known'), 1);
  t.equal(metadataReads(paper, '/jwks'), 1);
});

t.test('refuses tokens that are not for this API, with the reason', async (t) => {
  const stranger = await createSigningKey();
  const publicPem = await exportSPKI((await importJWK(paper.key.publicKey, 'RS256')) as never);
  const hmacInput = `${base64url({ alg: 'HS256', kid: paper.key.publicKey.kid })}.${base64url(usual())}`;
  const hmac = (secret: string) => `${hmacInput}.${createHmac('sha256', secret).update(hmacInput).digest('base64url')}`;
  const [header = '', body = '', signature = ''] = (await sign()).split('.');
  const refused: [string, string, RegExp][] = [
    ['unknown issuer', await sign({ iss: 'https://evil.example' }), /an issuer that this server does not accept/],
    ['no issuer', await sign({ iss: undefined as never }), /an issuer that this server does not accept/],
    ['issuer with a slash', await sign({ iss: `${paper.issuer}/` }), /an issuer that this server does not accept/],
    ['key of another issuer', await agency.key.sign(usual()), /a key that its issuer does not publish/],
    ['token of another issuer', await sign({ iss: agency.issuer }), /a key that its issuer does not publish/],
    ['other audience', await paper.accessToken('ada', 'https://other.example'), /for another audience/],
    ['no audience', await sign({ aud: undefined as never }), /for another audience/],
    ['similar audience', await sign({ aud: `${audience}/` }), /for another audience/],
    ['unknown key', await stranger.sign(usual()), /a key that its issuer does not publish/],
    [
      'borrowed key id',
      await stranger.sign(usual(), { kid: paper.key.publicKey.kid }),
      /signature that does not match/,
    ],
    ['key in the header', await stranger.sign(usual(), { jwk: stranger.publicKey }), /does not publish/],
    ['expired', await sign({ exp: now() - 60 }), /has expired/],
    ['no expiry', await sign({ exp: undefined as never }), /no valid claim exp/],
    ['expiry as text', await sign({ exp: `${now() + 60}` as never }), /no valid claim exp/],
    ['not valid yet', await sign({ nbf: now() + 90 }), /not valid yet/],
    ['no subject', await sign({ sub: undefined as never }), /no valid claim sub/],
    ['empty subject', await sign({ sub: '' }), /no subject/],
    ['algorithm none', new UnsecuredJWT(usual()).encode(), /an algorithm that is not accepted/],
    ['algorithm None', `${base64url({ alg: 'None' })}.${body}.`, /an algorithm that is not accepted/],
    ['public key as HMAC secret', hmac(publicPem), /an algorithm that is not accepted/],
    ['changed claims', `${header}.${base64url({ ...usual(), sub: 'eve' })}.${signature}`, /signature that does not/],
    ['no signature', `${header}.${body}.`, /signature that does not match/],
    ['critical extension', await sign({}, { crit: ['exp'], exp: 1 }).catch(() => 'a.b.c'), /not a well-formed JWT/],
    ['ID token by type', await sign({}, { typ: 'logout+jwt' }), /another kind/],
    ['ID token of Keycloak', await sign({ typ: 'ID' }, { typ: 'JWT' }), /another kind/],
    ['bound to a key', await sign({ cnf: { jkt: 'abc' } }), /bound to a key/],
    ['claims that are no object', `${header}.${base64url([1])}.${signature}`, /not a well-formed JWT/],
  ];
  for (const [name, token, reason] of refused) t.match(await verify(token), { refusal: reason }, name);
});

t.test('allows clocks to differ by half a minute', async (t) => {
  t.match(await verify(await sign({ exp: now() - 20 })), { claims: {} });
  t.match(await verify(await sign({ nbf: now() + 20 })), { claims: {} });
  t.match(await verify(await sign({}, { typ: 'JWT' })), { claims: {} }, 'JWT is a type of access tokens too');
});

t.test('follows the provider when it replaces its key, and asks it only now and then', async (t) => {
  const oldToken = await paper.accessToken('ada');
  t.match(await verify(oldToken), { claims: {} });
  await paper.rotateKey();
  const newToken = await paper.accessToken('ada');
  paper.requests.length = 0;
  await sleep(5_100);
  const strangers = await Promise.all(Array.from({ length: 20 }, () => createSigningKey('ES256')));
  t.match(await verify(newToken), { claims: { sub: 'ada' } }, 'an unknown key id reads the keys again');
  t.match(await verify(oldToken), { refusal: /does not publish/ }, 'a withdrawn key is no longer valid');
  for (const { sign: signAs } of strangers) t.match(await verify(await signAs(usual())), { refusal: /not publish/ });
  t.equal(metadataReads(paper, '/jwks'), 1, 'guessed key ids do not reach the provider');
});

t.test('keeps known keys while the provider is down, and knows nothing about others', async (t) => {
  const token = await agency.key.sign({ ...usual(), iss: agency.issuer });
  t.match(await verify(token), { claims: {} });
  const fresh = accessTokenVerifier(issuers);
  await agency.stop();
  await sleep(5_100);
  t.match(await verify(token), { claims: {} }, 'the key was read before');
  const unknown = await (await createSigningKey()).sign({ ...usual(), iss: agency.issuer });
  await t.rejects(verify(unknown), { message: /cannot be read/ }, 'the provider may have a new key');
  t.match(await verify(token), { claims: {} }, 'after a failure');
  t.match(await verify(await agency.key.sign({ ...usual(), iss: agency.issuer, exp: 1 })), { refusal: /expired/ });
  await t.rejects(fresh(token), { message: /cannot be read/ }, 'a process that has just started has no keys');
  t.match(await fresh(await sign()), { claims: {} }, 'the other issuer is not affected');

  await agency.start();
  await sleep(5_100);
  t.match(await fresh(token), { claims: {} }, 'asks again when the provider is back');
  t.equal(decodeJwt(token).iss, agency.issuer);
});
