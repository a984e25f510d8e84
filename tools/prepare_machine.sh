#!/usr/bin/env bash
# What the tests need beside Python: Chromium, PostgreSQL, PgBouncer, Redis, libfaketime, strace, fonts for screenshots. Installs only what is missing.
set -euo pipefail

missing=()
command -v chromium >/dev/null || missing+=(chromium)
compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || missing+=(postgresql)
command -v pgbouncer >/dev/null || missing+=(pgbouncer)
command -v redis-server >/dev/null || missing+=(redis-server)
command -v pdftoppm >/dev/null || missing+=(poppler-utils)
command -v git >/dev/null || missing+=(git)
fc-list :lang=zh 2>/dev/null | grep -q . || missing+=(fontconfig fonts-noto-cjk)
[[ -n "$(find /usr/lib -name libfaketimeMT.so.1 -print -quit 2>/dev/null)" ]] || missing+=(faketime)
command -v strace >/dev/null || missing+=(strace)
command -v node >/dev/null || missing+=(nodejs npm)

if ((${#missing[@]})); then
    echo "installing: ${missing[*]}"
    as_root=()
    if [[ $(id -u) -ne 0 ]]; then as_root=(sudo); fi
    export DEBIAN_FRONTEND=noninteractive
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
