import fastifyStatic from '@fastify/static';
import Fastify from 'fastify';

// Fastify's static plugin with the files of a folder, for bench/media.ts.

const [folder = ''] = process.argv.slice(2);
const app = Fastify();
app.register(fastifyStatic, { root: folder, maxAge: '1d' });
process.once('disconnect', () => process.exit());
process.send?.({ url: await app.listen({ port: 0, host: '127.0.0.1' }) });
