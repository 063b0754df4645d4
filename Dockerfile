# The server and the `broadsheet` command. Without DATABASE_URL it keeps its data in the volume /data.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY prisma.config.ts tsconfig.json ./
COPY prisma ./prisma
COPY src ./src
RUN npm run build

FROM node:22-bookworm-slim AS production
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# --omit=optional leaves out the Prisma CLI, an optional peer dependency of its client. Only the build needs it.
RUN npm ci --omit=dev --omit=optional

FROM node:22-bookworm-slim
# MALLOC_ARENA_MAX limits the memory that glibc reserves for threads.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data MALLOC_ARENA_MAX=2
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY package.json ./
COPY --from=production /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY prisma/migrations ./prisma/migrations
COPY prisma/demo ./prisma/demo
# The server serves these guides below /docs/guides.
COPY docs ./docs
USER node
VOLUME /data
EXPOSE 3000
# Liveness, because a container must not be restarted while its database is away. Orchestrators ask /health/ready.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/server.js"]
