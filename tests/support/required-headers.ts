type Parameter = { name: string; in: string; required?: boolean; example?: unknown };

/** Returns the headers without which an operation refuses every request, with the values of its examples. */
export const requiredHeadersOf = ({ parameters = [] }: { parameters?: readonly object[] }): Record<string, string> =>
  Object.fromEntries(
    (parameters as Parameter[])
      .filter(({ in: place, required }) => place === 'header' && required === true)
      .map(({ name, example }) => [name, String(example)]),
  );
