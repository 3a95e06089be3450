# The app beside compose.yaml's Neo4j. What the image holds is the three packages and their pinned dependencies; data
# and the password come from outside.
FROM python:3.12-slim

WORKDIR /app
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY lineage lineage
COPY ingest ingest
COPY web web
RUN pip install --no-cache-dir --disable-pip-version-check -c constraints.txt . && useradd --uid 10001 lineage \
    && install -d -o lineage /data
USER lineage
ENV QWEN_LINEAGE_HOME=/data QWEN_LINEAGE_HOST=0.0.0.0
EXPOSE 8765
VOLUME /data
ENTRYPOINT ["qwen-lineage"]
CMD ["serve"]
