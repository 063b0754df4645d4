/** There was no response, because the request was not allowed or failed. The message is for the owner of the target. */
export class Unreachable extends Error {}

const reasons: Record<string, string> = {
  ENOTFOUND: 'The host name does not exist.',
  EAI_AGAIN: 'The host name cannot be resolved at the moment.',
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The connection was lost.',
  ERR_STREAM_PREMATURE_CLOSE: 'The connection was lost.',
  EPIPE: 'The connection was lost.',
  EHOSTUNREACH: 'The host cannot be reached.',
  ENETUNREACH: 'The network cannot be reached.',
  ETIMEDOUT: 'The connection took too long.',
  CERT_HAS_EXPIRED: 'The certificate has expired.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The certificate is self-signed.',
  SELF_SIGNED_CERT_IN_CHAIN: 'The certificate is not signed by a trusted authority.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'The certificate is not signed by a trusted authority.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate is for another host name.',
};

/** Returns the cause without IP addresses, so that nobody can use it to find out where a name leads. */
export const reasonOf = ({ code = '' }: NodeJS.ErrnoException): string =>
  reasons[code] ?? `The request failed${/^[A-Z][A-Z_]+$/.test(code) ? ` (${code})` : ''}.`;
