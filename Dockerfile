# One image, two processes: `node apps/api/dist/main.js` (default) and `node apps/worker/dist/main.js`.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY apps/api/package.json apps/api/
COPY apps/cli/package.json apps/cli/
COPY apps/worker/package.json apps/worker/
COPY libs/application/package.json libs/application/
COPY libs/cohort/package.json libs/cohort/
COPY libs/domain/package.json libs/domain/
COPY libs/ledger/package.json libs/ledger/
COPY libs/platform/package.json libs/platform/
COPY libs/proof/package.json libs/proof/
COPY libs/readmodel/package.json libs/readmodel/
COPY libs/stats/package.json libs/stats/
COPY libs/study/package.json libs/study/
COPY libs/web/package.json libs/web/
RUN npm ci --no-audit --no-fund
COPY . .
RUN NX_DAEMON=false npm run -s build && npm prune --omit=dev --no-audit --no-fund

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 IMPACT_DATA=/data
WORKDIR /app
COPY --from=build /app /app
RUN install -d -o node -g node -m 0700 /data
USER node
VOLUME /data
EXPOSE 3000
CMD ["node", "apps/api/dist/main.js"]
