import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { clockToleranceSeconds, discoverer, type Issuer, keysAddressOf } from './issuer.js';
import { createKeySet } from './keys.js';

/** The claims of a verified token. */
export type Claims = JWTPayload & { iss: string; sub: string };

/** The result for an access token: its claims, or why it is refused. The reason completes "The access token …". */
type Verification<Settings> = { issuer: Settings; claims: Claims & { exp: number } } | { refusal: string };

/** Signatures with a public key only. `none` and keys that are shared with clients (HS256) are never accepted. */
const algorithms = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'],
  ...['EdDSA', 'Ed25519'],
];

/** The media types of access tokens (RFC 9068) and of JWTs without a more exact type. */
const tokenTypes = /^(application\/)?(at\+)?jwt$/i;

/** Returns whether a token has the form of a signed JWT. It may still be invalid. */
export function isJwt(token: string): boolean {
  try {
    return token.split('.').length === 3 && decodeProtectedHeader(token).alg !== undefined;
  } catch {
    return false;
  }
}

/**
 * Creates a function that verifies JWT access tokens of several issuers (RFC 9068, RFC 8725).
 *
 * The function throws ProviderUnavailable if the keys of the issuer are needed and cannot be read.
 */
export function accessTokenVerifier<Settings extends Issuer>(
  issuers: readonly Settings[],
): (token: string) => Promise<Verification<Settings>> {
  const byIdentifier = new Map(issuers.map((issuer) => [issuer.issuer, { issuer, findKey: keysOf(issuer) }]));

  return async (token) => {
    try {
      const source = byIdentifier.get(decodeJwt(token).iss ?? '');
      if (source === undefined) return { refusal: 'is from an issuer that this server does not accept.' };
      const { issuer, findKey } = source;
      const { payload, protectedHeader } = await jwtVerify(token, findKey, {
        algorithms,
        issuer: issuer.issuer,
        audience: issuer.audience,
        clockTolerance: clockToleranceSeconds,
        requiredClaims: ['exp', 'sub'],
      });
      // Keycloak writes its own type into the claims. Its ID tokens can have the same audience.
      const isAccessToken = tokenTypes.test(protectedHeader.typ ?? 'JWT') && payload.typ !== 'ID';
      if (!isAccessToken) return { refusal: 'is a token of another kind.' };
      if (payload.cnf !== undefined) return { refusal: 'is bound to a key, which this server cannot check.' };
      if (payload.sub === '') return { refusal: 'names no subject.' };
      return { issuer, claims: payload as Claims & { exp: number } };
    } catch (error) {
      // An unusable key in the token's header or in the key set makes the cryptographic functions throw a TypeError.
      if (error instanceof errors.JOSEError || error instanceof TypeError) return { refusal: describe(error) };
      throw error;
    }
  };
}

/** Returns a function that finds keys of an issuer. The issuer is first asked when the first token arrives. */
function keysOf(issuer: Issuer): JWTVerifyGetKey {
  const discover = discoverer(issuer);
  let findKey: JWTVerifyGetKey | undefined;
  return async (header, token) => {
    if (findKey === undefined) {
      const address = keysAddressOf(await discover());
      findKey ??= createKeySet(address);
    }
    return findKey(header, token);
  };
}

function describe(error: Error): string {
  if (error instanceof errors.JWTExpired) return 'has expired.';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'is signed with an algorithm that is not accepted.';
  if (error instanceof errors.JWKSNoMatchingKey) return 'is signed with a key that its issuer does not publish.';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'has a signature that does not match.';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'aud') return 'is for another audience.';
    if (error.claim === 'nbf' && error.reason === 'check_failed') return 'is not valid yet.';
    return `has no valid claim ${error.claim}.`;
  }
  return 'is not a well-formed JWT.';
}
