import type { Config } from './platform/config.js';

type WelcomeOptions = { config: Config; port: number; token: string | undefined; isDemoLoaded: boolean };

/** What the operator reads when the first administrator's token is made. */
export const tokenNotice = (token: string): string => `Admin token, shown this once:  ${token}\n`;

/** What the operator reads after a start: where it is, who may write, and what to try. */
export function welcome({ config, port, token, isDemoLoaded }: WelcomeOptions): string {
  const host = config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host;
  const url = config.publicUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
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
      `The database is embedded, in ${config.database.dataDir}: right for trying, developing and small desks.`,
      'It survives the end of the process, not that of the machine. To keep what you write, set DATABASE_URL to a PostgreSQL.',
      '',
    );
  }
  if (isDemoLoaded) lines.push('The demo newsroom has been loaded (DEMO=off leaves an empty database empty).', '');
  lines.push(
    'Try:',
    `  curl '${url}/v1/articles?limit=3&fields=slug,headline'`,
    `  curl '${url}/v1/people?asOf=2017-07-07&limit=3'`,
    `  curl '${url}/v1/desk/articles?status=draft&fields=slug,headline,status' -H 'Authorization: Bearer ${bearer}'`,
    '',
    '',
  );
  return lines.join('\n');
}
