import type { FastifyServerOptions } from 'fastify';
import { redactTokens } from '../lib/redact-tokens.js';

/** Returns the options of the logger, which writes JSON lines without secrets. */
export function loggerOptions(level: string): Exclude<FastifyServerOptions['logger'], boolean | undefined> {
  return {
    level,
    redact: {
      paths: [
        'req.headers.authorization',
        'req.headers.cookie',
        '*.token',
        '*.editToken',
        '*.authorEmail',
        '*.password',
        '*.secretKey',
      ],
      censor: '[redacted]',
    },
    serializers: {
      req: (request) => ({
        method: request.method,
        url: redactTokens(request.url),
        host: request.host,
        remoteAddress: request.ip,
      }),
    },
  };
}
