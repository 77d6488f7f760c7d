# One image for web, workers, schedule, migrations and proxy: one version of code and static files, always in step.
FROM debian:bookworm-slim AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 python3-venv ca-certificates \
 && rm -rf /var/lib/apt/lists/*
COPY requirements-prod.txt /tmp/
RUN python3 -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/requirements-prod.txt

FROM debian:bookworm-slim
# tzdata: the deadlines of a call are instants in Rome, wherever the container runs.
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      python3 libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 nginx tini tzdata ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --system --gid 10001 portal \
 && useradd --system --uid 10001 --gid portal --home-dir /app --no-create-home --shell /usr/sbin/nologin portal \
 && install -d -o portal -g portal -m 0700 /var/lib/portal /var/lib/portal/media /var/lib/portal/parts
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_CACHE_HOME=/tmp/cache \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    PORTAL_VAR=/var/lib/portal \
    PORTAL_STATIC_ROOT=/srv/static
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY . .
# The key signs nothing here and is not kept; the code belongs to root and is only read.
RUN DJANGO_SECRET_KEY=only-to-collect-static-files python3 manage.py collectstatic --noinput --verbosity 0 \
 && python3 -m compileall -q /app
USER 10001:10001
VOLUME /var/lib/portal/media /var/lib/portal/parts
EXPOSE 8000
ENTRYPOINT ["tini", "--"]
CMD ["sh", "deploy/web.sh"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 \
  CMD ["python3", "deploy/healthy.py", "http://127.0.0.1:8000/healthz"]
