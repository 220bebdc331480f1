# Zhiqiao with everything that it can be run on: by itself one container owns the store and the index in /data (docker-compose.single.yml);
# with PostgreSQL, Elasticsearch and Redis it is the API and the workers (docker-compose.yml).
FROM python:3.11.14-slim-bookworm AS build
WORKDIR /build
COPY requirements/server.lock requirements/server.lock
RUN python -m venv /opt/zhiqiao \
    && /opt/zhiqiao/bin/pip install --no-cache-dir --require-hashes -r requirements/server.lock
COPY pyproject.toml README.md LICENSE ./
COPY models models
COPY indexer indexer
COPY ranking ranking
COPY search_api search_api
COPY fixtures fixtures
RUN /opt/zhiqiao/bin/pip install --no-cache-dir hatchling==1.27.0 \
    && /opt/zhiqiao/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11.14-slim-bookworm
# LightGBM's wheel asks the system for OpenMP
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /data zhiqiao && install -d -o zhiqiao /data
COPY --from=build /opt/zhiqiao /opt/zhiqiao
ENV PATH=/opt/zhiqiao/bin:$PATH ZHIQIAO_DATA=/data PYTHONUNBUFFERED=1
USER zhiqiao
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
CMD ["zhiqiao", "serve", "--host", "0.0.0.0", "--port", "8000"]
