#!/bin/sh
# haidang-verify must not be able to reach a network, and must not drag in what could.
# Usage: no_network_test.sh HAIDANG-VERIFY
set -eu
verify=$1
fail() { echo "FAILED: $1"; exit 1; }

for symbol in socket connect bind listen accept getaddrinfo SSL_new; do
  if nm -D --undefined-only "$verify" | awk '{print $NF}' | grep -qE "^$symbol(@|\$)"; then
    fail "haidang-verify refers to $symbol"
  fi
done
for library in libssl libsqlite3 libsodium; do
  if readelf -d "$verify" | grep NEEDED | grep -q "$library"; then
    fail "haidang-verify needs $library"
  fi
done
if nm -C --defined-only "$verify" | grep -q 'boost::\(asio\|beast\)'; then
  fail "haidang-verify contains network code of Boost"
fi
echo "haidang-verify links no network code"
