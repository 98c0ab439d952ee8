# One image for every process of the portal; compose.yaml says which runs what.
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1
WORKDIR /app

COPY requirements.txt .
RUN pip install -r requirements.txt

COPY manage.py ./
COPY portal portal
COPY directives directives
COPY reports reports
COPY templates templates
COPY static static

# No .env inside: the environment alone decides. /data holds attachments and documents, shared by web and workers.
ENV ENV_FILE="" VAR_DIR=/data STATIC_ROOT=/app/staticfiles WEB_CONCURRENCY=4
RUN SECRET_KEY=build-only ALLOWED_HOSTS=build VAR_DIR=/tmp/build python manage.py collectstatic --noinput \
    && rm -rf /tmp/build \
    && useradd --system --uid 10001 --home-dir /app portal \
    && mkdir /data && chown portal /data
USER portal
VOLUME /data
EXPOSE 8000

# Sync workers, WEB_CONCURRENCY of them: two per core is a good start.
CMD ["gunicorn", "portal.wsgi:application", "--bind", "0.0.0.0:8000", "--timeout", "60", \
     "--max-requests", "5000", "--max-requests-jitter", "500", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
