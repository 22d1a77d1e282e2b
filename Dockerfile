# syntax=docker/dockerfile:1
# Stage 1 installs the locked libraries, stage 2 builds the fitted release, stage 3 runs: no compiler, no root.
FROM python:3.13-slim AS libraries
WORKDIR /rumbo
RUN python -m venv /venv
COPY requirements/runtime.txt requirements/runtime.txt
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements/runtime.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM libraries AS release
COPY knowledge knowledge
RUN RUMBO_KNOWLEDGE=/rumbo/knowledge /venv/bin/rumbo check

FROM python:3.13-slim
RUN useradd --system --uid 10001 --create-home rumbo \
 && install -d -o rumbo -g rumbo -m 0700 /data /keys \
 && install -d -o rumbo -g rumbo /knowledge
COPY --from=libraries /venv /venv
COPY --from=release --chown=rumbo:rumbo /rumbo/knowledge /knowledge
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    RUMBO_KNOWLEDGE=/knowledge \
    RUMBO_DATA=/data \
    RUMBO_KEYS=/keys \
    RUMBO_HOST=0.0.0.0 \
    RUMBO_PORT=8080
USER rumbo
WORKDIR /home/rumbo
# The knowledge is a volume: mount the NGO's own folder here, edits are served within two seconds.
VOLUME ["/knowledge", "/data", "/keys"]
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['RUMBO_PORT'] + '/health', timeout=4)"]
CMD ["rumbo", "run"]
