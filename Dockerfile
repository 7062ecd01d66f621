# Pharos in a container: the single executable, the C libraries that it is linked with, and nothing
# else. How to use it: docs/install/container.md.

# A tag, because a digest is only worth what its writer has seen. docs/install/container.md says how
# to pin it. The tag is the Node.js of .node-version.
ARG BUILD_IMAGE=node:26.10.0-bookworm

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
# The packages change less often than the sources, so they are a layer of their own.
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build:binary
# What `npm ci` proved by the lockfile ends up in one file; the script lays the file system out.
RUN node scripts/rootfs.mjs build /image

# Everything below is read by scripts/rootfs.mjs as well, which runs the same file system without a
# container engine: e2e/rootfs.test.ts.
FROM scratch
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Pharos" \
      org.opencontainers.image.description="Is it up? Is it healthy? Did it ship? What changed?" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /image/root/ /
COPY --from=build --chown=10001:10001 /image/data /data
ENV PATH=/usr/bin \
    PHAROS_DATA_DIR=/data
USER 10001:10001
VOLUME ["/data"]
EXPOSE 8080
STOPSIGNAL SIGTERM
# By progress, not by whether the database answers: Swarm and others restart what is unhealthy, and a
# restart does not mend a database. The program itself asks, since the image holds no other.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
  CMD ["/usr/bin/pharos", "check", "run", "http://127.0.0.1:8080/livez", "--timeout", "5s"]
# Left to itself V8 takes a heap as large as a small container's whole memory, and the kernel kills the
# program before it would collect garbage. Half of the limit leaves room for what is not heap.
ENTRYPOINT ["/usr/bin/pharos", "--node-options=--max-old-space-size-percentage=50"]
CMD ["serve"]
