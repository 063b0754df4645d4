const { join } = require('node:path');

module.exports = {
  broadsheet: {
    input: join(__dirname, '..', '..', 'openapi', 'openapi.json'),
    output: {
      target: join(process.cwd(), 'client', 'index.ts'),
      client: 'fetch',
      // Calls return the body, as those of the other clients do, instead of the body with its status and headers.
      override: { fetch: { includeHttpResponseReturnType: false } },
    },
  },
};
