#!/bin/sh
# The reverse proxy, in the foreground, as an ordinary user on a read-only root: all it writes is under /tmp.
# HTTPS is served if there is a certificate; without one, TLS ends at whatever stands before this proxy.
set -eu
mkdir -p /tmp/nginx/servers
if [ -r /etc/portal/certificates/portal.crt ] && [ -r /etc/portal/certificates/portal.key ]; then
  cp /app/deploy/nginx/tls.conf /tmp/nginx/servers/tls.conf
fi
exec nginx -e stderr -c /app/deploy/nginx/nginx.conf -g 'daemon off;'
