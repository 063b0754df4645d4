import { z } from 'zod';
import { lowerCaseAddress } from '../../lib/email-address.js';
import { emailAddress, instant } from '../../platform/fields/index.js';
import { User } from '../users/index.js';

const issuerName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be the name of an issuer')
  .meta({ description: 'The name of the issuer in `OIDC_ISSUERS`.', examples: ['keycloak'] });

export const IssuerName = z.strictObject({ name: issuerName });

const returnTo = z.string().min(1).max(2_000).default('/');

export const BeginQuery = z.strictObject({
  returnTo: returnTo.meta({
    description:
      'Where the browser goes after the sign-in: a path of this server, or an address with an origin in `CORS_ORIGINS`.',
    examples: ['/desk'],
  }),
});

export const SignOutQuery = z.strictObject({
  returnTo: returnTo.meta({
    description:
      'Where the browser goes after the sign-out: a path of this server, or an address with an origin in `CORS_ORIGINS`. The client must be registered with the complete address as a post-logout redirect URI at the provider.',
    examples: ['/desk'],
  }),
});

/** The response of a provider has parameters that only the provider knows. */
export const CallbackQuery = z.looseObject({
  code: z
    .string()
    .max(4_000)
    .optional()
    .meta({ description: 'The code of the provider.', examples: ['SplxlOBeZQQYbYS6WxSbIA'] }),
  state: z
    .string()
    .max(1_000)
    .optional()
    .meta({ description: 'The state of the sign-in.', examples: ['af0ifjsldkj'] }),
});

export const LinkRequest = z
  .strictObject({
    email: emailAddress().transform(lowerCaseAddress).meta({ description: 'The e-mail address of the user.' }),
  })
  .meta({
    id: 'SignInLinkRequest',
    description: 'Who asks for a sign-in link.',
    examples: [{ email: 'marta.lindqvist@paper.example' }],
  });

const exampleToken = 'sl_Zk9mQ2x1cDdXb3JkTm90UmVhbFRva2VuSnVzdEFuRXg';

export const LinkUse = z
  .strictObject({
    token: z
      .string()
      .regex(/^sl_[\w-]{1,100}$/, 'must be the token of a sign-in link')
      .meta({ description: 'The token in the link.' }),
  })
  .meta({ id: 'SignInLinkUse', description: 'The token of a sign-in link.', examples: [{ token: exampleToken }] });

export const NewSignInLink = z
  .object({
    token: z.string().meta({ description: 'The token of the link. It is returned only once and stored as a hash.' }),
    url: z.string().nullable().meta({ description: 'The link, from `SIGN_IN_URL`. Null if it is not configured.' }),
    expiresAt: instant().meta({ description: 'When the link expires.' }),
  })
  .meta({
    id: 'NewSignInLink',
    description: 'A new sign-in link.',
    examples: [
      {
        token: exampleToken,
        url: `https://desk.paper.example/sign-in#${exampleToken}`,
        expiresAt: '2026-12-07T09:00:00.000Z',
      },
    ],
  });

const [exampleUser] = (User.meta()?.examples ?? []) as object[];

export const NewSession = z
  .object({
    user: User,
    expiresAt: instant().meta({ description: 'When the session ends, unless the user signs out before.' }),
  })
  .meta({
    id: 'NewSession',
    description: 'The session that has begun. Its token is only in the cookie.',
    examples: [{ user: exampleUser, expiresAt: '2026-11-30T21:00:00.000Z' }],
  });

export type NewSignInLink = z.infer<typeof NewSignInLink>;
