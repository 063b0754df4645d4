import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Host names and addresses of this machine, at which a provider may use http. */
const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash, username, password } = new URL(text);
  const isPlain = search === '' && hash === '' && username === '' && password === '';
  return isPlain && (protocol === 'https:' || (protocol === 'http:' && loopbackHost.test(hostname)));
}

const word = (maxLength: number) => z.string().min(1).max(maxLength);

const Grant = z.strictObject({
  /** The value of the claim. */
  value: word(500),
  /** The role of users with this value. */
  role: word(100),
  /** The ids or slugs of the sections to which these users are limited. */
  sections: z.array(word(120)).min(1).max(100).optional(),
});

const IssuerSettings = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must have 1 to 40 lower-case letters, digits and hyphens'),
    issuer: z.string().refine(isIssuer, 'must be an https URL without a query; http is allowed only for this machine'),
    audience: word(500),
    clientId: word(500).optional(),
    clientSecret: word(2_000).optional(),
    clientAuthentication: z.enum(['client_secret_basic', 'client_secret_post']).default('client_secret_basic'),
    scopes: z
      .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/, 'must be a scope, without spaces'))
      .max(30)
      .refine((scopes) => scopes.includes('openid'), 'must contain openid')
      .default(['openid', 'profile', 'email']),
    claim: word(200).default('groups'),
    grants: z.array(Grant).min(1).max(1_000).optional(),
  })
  .refine(({ clientId, clientSecret }) => clientId !== undefined || clientSecret === undefined, {
    path: ['clientSecret'],
    error: 'must be set together with clientId',
  })
  .refine(({ clientId, audience }) => clientId !== audience, {
    path: ['audience'],
    error: 'must differ from clientId, which is the audience of ID tokens. The API accepts only access tokens',
  });

/** An OpenID Connect provider, and what the claims of its tokens grant. */
export type IssuerSettings = z.infer<typeof IssuerSettings>;

function hasDistinct(issuers: readonly IssuerSettings[], key: 'name' | 'issuer'): boolean {
  return new Set(issuers.map((issuer) => issuer[key])).size === issuers.length;
}

function readJson(text: string): unknown {
  return JSON.parse(text.startsWith('@') ? readFileSync(text.slice(1), 'utf8') : text);
}

/** The setting OIDC_ISSUERS: a JSON array of issuers, or `@` and the path of a file with this array. */
export const OidcIssuers = z
  .string()
  .default('[]')
  .transform((text, context) => {
    try {
      return readJson(text);
    } catch {
      const message = text.startsWith('@')
        ? 'names a file that cannot be read, or that does not contain JSON'
        : 'must be a JSON array of issuers, or @ with the path of a file that contains it';
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }
  })
  .pipe(
    z
      .array(IssuerSettings)
      .max(20)
      .refine((issuers) => hasDistinct(issuers, 'name'), 'must not contain two issuers with the same name')
      .refine((issuers) => hasDistinct(issuers, 'issuer'), 'must not contain the same issuer twice'),
  );
