import type { Json, Operation } from './openapi-operations.js';

type Document = {
  paths: Record<string, Record<string, Operation>>;
  components: { responses?: Json; parameters?: Json };
};

/** `illegal-move`, `publishedAt[gte]` and `If-Match` as the name of a component. */
const pascalCase = (text: string) =>
  text
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** Responses of problems are named by the codes of the problems, others by their status and schema. */
function responseName(status: string, response: Json): string {
  const content = Object.values((response.content ?? {}) as Record<string, { schema?: Json; examples?: Json }>)[0];
  const codes = Object.keys(content?.examples ?? {});
  if (status === 'default') return 'ServerError';
  if (codes.length > 0) return pascalCase(codes.join('-or-'));
  const schema = /[^/]+$/.exec(String(content?.schema?.$ref ?? ''))?.[0] ?? '';
  const names: Record<string, string> = { 201: 'Created', 202: 'Accepted', 204: 'NoContent', 304: 'NotModified' };
  return `${schema}${names[status] ?? (status === '308' ? 'Redirect' : 'Response')}`;
}

/** Finds the values that occur more than once, and gives each a name. */
function nameRepeated(entries: readonly { base: string; qualifier: string; value: unknown }[]) {
  const counts = new Map<string, number>();
  for (const { value } of entries) {
    const key = JSON.stringify(value);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const nameByKey = new Map<string, string>();
  const components: Json = {};
  for (const { base, qualifier, value } of entries) {
    const key = JSON.stringify(value);
    if ((counts.get(key) ?? 0) < 2 || nameByKey.has(key)) continue;
    let name = base;
    if (name in components) name = `${qualifier}${base}`;
    for (let number = 2; name in components; number++) name = `${qualifier}${base}${number}`;
    components[name] = value;
    nameByKey.set(key, name);
  }
  return { components, nameOf: (value: unknown) => nameByKey.get(JSON.stringify(value)) };
}

/** Moves parameters and responses that several operations share to the components of the document. */
export function extractRepeatedParts(document: Document): void {
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  const qualifierOf = ({ tags = [] }: Operation) => pascalCase(tags[0] ?? '');
  const parameters = nameRepeated(
    operations.flatMap((operation) =>
      (operation.parameters ?? []).map((value) => ({
        base: pascalCase(value.name),
        qualifier: qualifierOf(operation),
        value,
      })),
    ),
  );
  const responses = nameRepeated(
    operations.flatMap((operation) =>
      Object.entries(operation.responses).map(([status, value]) => ({
        base: responseName(status, value),
        qualifier: qualifierOf(operation),
        value,
      })),
    ),
  );
  for (const operation of operations) {
    const { parameters: list } = operation;
    if (list !== undefined)
      operation.parameters = list.map((parameter) => {
        const name = parameters.nameOf(parameter);
        return name === undefined ? parameter : ({ $ref: `#/components/parameters/${name}` } as never);
      });
    for (const [status, response] of Object.entries(operation.responses)) {
      const name = responses.nameOf(response);
      if (name !== undefined) operation.responses[status] = { $ref: `#/components/responses/${name}` };
    }
  }
  document.components.parameters = { ...parameters.components, ...document.components.parameters };
  document.components.responses = { ...responses.components, ...document.components.responses };
}
