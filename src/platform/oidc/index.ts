export { accessTokenVerifier, type Claims, isJwt } from './access-tokens.js';
export { type CodeFlow, type CodeFlowSecrets, codeFlow, SignInRefused } from './code-flow.js';
export { type Issuer, ProviderUnavailable } from './issuer.js';
