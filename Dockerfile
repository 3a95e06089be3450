# The app beside compose.yaml's Neo4j. What the image holds is the three packages and their pinned dependencies; data
# and the password come from outside.
FROM python:3.11-slim

WORKDIR /app
# A layer of its own: what changes seldom is not installed again with each change of ours.
COPY pyproject.toml constraints.txt ./
RUN python -c "import tomllib; p = tomllib.load(open('pyproject.toml', 'rb')); \
print(*p['build-system']['requires'], *p['project']['dependencies'], sep='\n')" > requirements.txt \
    && pip install --no-cache-dir --disable-pip-version-check -c constraints.txt -r requirements.txt \
    && useradd --uid 10001 --no-create-home --home-dir /data lineage && install -d -m 0700 -o 10001 -g 10001 /data /data/tmp
COPY README.md LICENSE ./
COPY lineage lineage
COPY ingest ingest
COPY web web
RUN pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation .

USER 10001:10001
# What waits for slow readers is written to disk, not to a /tmp in memory.
ENV QWEN_LINEAGE_HOME=/data QWEN_LINEAGE_HOST=0.0.0.0 TMPDIR=/data/tmp HF_HOME=/tmp/huggingface PYTHONUNBUFFERED=1
EXPOSE 8765
VOLUME /data
ENTRYPOINT ["qwen-lineage"]
CMD ["serve"]
