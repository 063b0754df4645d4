export { accessTokenVerifier, type Claims, isJwt } from './access-tokens.js';
export { type CodeFlow, codeFlow, SignInRefused } from './code-flow.js';
export { ProviderUnavailable } from './issuer.js';
