const { join } = require('node:path');

module.exports = {
  broadsheet: {
    input: join(__dirname, '..', '..', 'openapi', 'openapi.json'),
    output: {
      target: join(process.cwd(), 'client', 'index.ts'),
      client: 'fetch',
      // Orval 7, the last that runs on Node.js 20, writes `status: 5XX` for a response such as 5XX, which does not compile.
      override: { fetch: { includeHttpResponseReturnType: false } },
    },
  },
};
