import type { Config } from './platform/config.js';

type WelcomeOptions = { config: Config; port: number; token: string | undefined; isDemoLoaded: boolean };

/** Returns the line that shows the operator the new token of the first administrator. */
export const tokenNotice = (token: string): string => `Admin token, shown this once:  ${token}\n`;

/** Returns the text that the operator reads after a start: the URLs, the kind of database, and requests to try. */
export function welcome({ config, port, token, isDemoLoaded }: WelcomeOptions): string {
  const host = config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host;
  const url = config.publicUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  // Double quotes, so that a shell expands the variable.
  const bearer = token ?? '$ADMIN_TOKEN';
  const lines = [
    '',
    `Broadsheet is running.`,
    `  API        ${url}/v1`,
    `  Reference  ${url}/docs`,
    `  OpenAPI    ${url}/openapi.json`,
    '',
  ];
  if (config.database.kind === 'embedded') {
    lines.push(
      `The database is embedded, in ${config.database.dataDir}. It suits trials, development and small newsrooms.`,
      'It survives a crash of the process, but not of the machine. To be safe, set DATABASE_URL and use PostgreSQL.',
      '',
    );
  }
  if (isDemoLoaded) lines.push('The demo newsroom has been loaded. Set DEMO=off to start with an empty database.', '');
  lines.push(
    'Try:',
    `  curl '${url}/v1/articles?limit=3&fields=slug,headline'`,
    `  curl '${url}/v1/people?asOf=2017-07-07&limit=3'`,
    `  curl '${url}/v1/desk/articles?status=draft&fields=slug,headline,status' -H "Authorization: Bearer ${bearer}"`,
    '',
    '',
  );
  return lines.join('\n');
}
