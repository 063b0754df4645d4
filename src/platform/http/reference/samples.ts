import { highlightSample, toJavaScript } from './code.js';
import { isJsonType } from './document.js';
import { type Html, html } from './html.js';
import type { RequestExample } from './request-example.js';

const languages = [
  ['curl', 'curl'],
  ['fetch', 'fetch'],
  ['client', 'TypeScript client'],
] as const;

const isEmpty = (values: object) => Object.keys(values).length === 0;

const isFile = ({ bodyType, body }: RequestExample): boolean => bodyType !== undefined && body === undefined;

/** Returns the name of a file in samples for its media type. */
const fileNameOf = (mediaType: string): string => `file.${/[^/+.-]+$/.exec(mediaType)?.[0] ?? 'bin'}`;

/** Quotes text as a word of a POSIX shell. */
const quoteForShell = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function curlSample(request: RequestExample): string {
  const { method, url, headers, bodyType, body } = request;
  const lines = [`curl ${method === 'GET' ? '' : `-X ${method} `}${quoteForShell(url)}`];
  if (request.isAuthenticated) lines.push('-H "Authorization: Bearer $TOKEN"');
  for (const [name, value] of Object.entries(headers)) lines.push(`-H ${quoteForShell(`${name}: ${value}`)}`);
  if (bodyType !== undefined) lines.push(`-H ${quoteForShell(`Content-Type: ${bodyType}`)}`);
  if (bodyType !== undefined && isFile(request)) lines.push(`--data-binary @${fileNameOf(bodyType)}`);
  else if (bodyType !== undefined) lines.push(`-d ${quoteForShell(JSON.stringify(body, null, 2))}`);
  if (request.responseType === 'text/event-stream') lines.push('-N');
  return lines.join(' \\\n  ');
}

function fetchSample(request: RequestExample): string {
  const { method, url, bodyType, body, responseType } = request;
  const headers = [
    ...(request.isAuthenticated ? [`authorization: \`Bearer \${process.env.TOKEN}\``] : []),
    ...Object.entries(request.headers).map(([name, value]) => `${toJavaScript(name)}: ${toJavaScript(value)}`),
    ...(bodyType === undefined ? [] : [`'content-type': ${toJavaScript(bodyType)}`]),
  ];
  const options = [
    ...(method === 'GET' ? [] : [`  method: ${toJavaScript(method)},\n`]),
    ...(headers.length === 0 ? [] : [`  headers: {\n${headers.map((line) => `    ${line},\n`).join('')}  },\n`]),
    ...(bodyType === undefined
      ? []
      : [`  body: ${isFile(request) ? 'file' : `JSON.stringify(${toJavaScript(body, '  ')})`},\n`]),
  ];
  const opening = bodyType !== undefined && isFile(request) ? openFile(bodyType) : '';
  const call = options.length === 0 ? '' : `, {\n${options.join('')}}`;
  return `${opening}const response = await fetch(${toJavaScript(url)}${call});\n${readResponse(responseType)}`;
}

const openFile = (mediaType: string): string =>
  `import { openAsBlob } from 'node:fs';\n\nconst file = await openAsBlob('${fileNameOf(mediaType)}');\n`;

function readResponse(mediaType: string | undefined): string {
  if (mediaType === undefined) return 'console.log(response.status);';
  if (mediaType === 'text/event-stream')
    return 'for await (const chunk of response.body) console.log(new TextDecoder().decode(chunk));';
  return `const data = await response.${isJsonType(mediaType) ? 'json' : 'text'}();`;
}

function clientSample(request: RequestExample): string {
  const { method, path, bodyType, body, responseType, pathParameters, queryParameters, headers } = request;
  const parameters = {
    ...(isEmpty(pathParameters) ? {} : { path: pathParameters }),
    ...(isEmpty(queryParameters) ? {} : { query: queryParameters }),
    ...(isEmpty(headers) ? {} : { header: headers }),
  };
  const options = [
    ...(isEmpty(parameters) ? [] : [`  params: ${toJavaScript(parameters, '  ')},\n`]),
    ...(bodyType !== undefined && isFile(request) ? ['  body: file,\n  bodySerializer: (body) => body,\n'] : []),
    ...(body === undefined ? [] : [`  body: ${toJavaScript(body, '  ')},\n`]),
    ...(responseType === undefined || isJsonType(responseType) || request.isList
      ? []
      : [`  parseAs: '${responseType === 'text/event-stream' ? 'stream' : 'text'}',\n`]),
  ];
  const call = options.length === 0 ? '' : `, {\n${options.join('')}}`;
  const opening = bodyType !== undefined && isFile(request) ? openFile(bodyType) : '';
  const imports = request.isList ? 'createClient' : 'createClient, ok';
  const token = request.isAuthenticated ? ', token: process.env.TOKEN' : '';
  return `${opening}import { ${imports} } from './clients/typescript/index.ts';

const client = createClient({ url: ${toJavaScript(request.origin)}${token} });
${
  request.isList
    ? `for await (const item of client.items(${toJavaScript(path)}${call})) console.log(item);`
    : `const data = await ok(client.${method}(${toJavaScript(path)}${call}));`
}`;
}

/** Functions that write the sample of a request, by language. */
export const sampleWriters = { curl: curlSample, fetch: fetchSample, client: clientSample };

/** Renders the samples of a request. All pages show the language that the reader chose last. */
export function renderSamples(request: RequestExample, label: string): Html {
  return html`<div class="samples">
<div class="tabs" role="tablist" aria-label="Language of the sample: ${label}">${languages.map(
    ([key, name], index) =>
      html`<button type="button" role="tab" data-lang="${key}" aria-selected="${String(index === 0)}">${name}</button>`,
  )}<button type="button" class="copy" data-copy>Copy</button></div>${languages.map(
    ([key, name]) =>
      html`<pre class="code" role="tabpanel" data-lang="${key}" aria-label="${name}" tabindex="0"><code>${highlightSample(sampleWriters[key](request))}</code></pre>`,
  )}</div>`;
}
