#!/usr/bin/env bash
# An independent client reads what the journal publishes: tlog_test.sh BUILD_FOLDER
# Needs Debian's golang-go and golang-golang-x-mod-dev; exits with 77 (skipped) without them.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
work=$build/interop/tlog
gopath=/usr/share/gocode

if ! command -v go > /dev/null || [ ! -d $gopath/src/golang.org/x/mod/sumdb ]; then
  echo "skipped: apt install golang-go golang-golang-x-mod-dev"
  exit 77
fi

rm -rf "$work"
mkdir -p "$work"
(cd "$here/tlog_client" && env GO111MODULE=off GOFLAGS= GOPATH=$gopath \
  GOCACHE="$build/gocache" CGO_ENABLED=0 go build -o "$work/client" .)
"$build/bin/tlog_writer" "$work/good" 70305

client() { "$work/client" -vkey "$work/good/vkey" "$@"; }

accepted() {
  echo "accepted: $1"
  shift
  client "$@" || { echo "FAILED: it should have been accepted"; exit 1; }
}

# refused TEXT REASON ARGUMENTS: the client says no, and for that reason.
refused() {
  echo "refused: $1"
  local reason=$2 said
  shift 2
  if said=$(client "$@" 2>&1); then
    echo "FAILED: it should have been refused"
    exit 1
  fi
  [[ $said == *"$reason"* ]] || { echo "FAILED: for another reason: $said"; exit 1; }
}

# flip FILE BYTE: changes one bit, as a faulty disk or a careful forger would.
flip() {
  local old
  old=$(od -An -tu1 -j "$2" -N1 "$1")
  printf "\\x$(printf %x $((old ^ 1)))" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

altered() {
  rm -rf "$work/altered"
  cp -r "$work/good" "$work/altered"
}

for index in 0 255 256 65535 65536 70304; do
  accepted "entry $index" -log "$work/good" -index $index
done
accepted "growth from an older head" -log "$work/good" -older "$work/good/older.checkpoint"
accepted "every entry and every tile" -log "$work/good" -audit
accepted "a receipt" -proof "$work/good/index.tlog-proof" -leaf "$work/good/index.leaf"

refused "an entry beyond the head" "has no entry" -log "$work/good" -index 70305
refused "growth from a fork" "consistency:" \
  -log "$work/good" -older "$work/good/forked.checkpoint"

altered
flip "$work/altered/tile/entries/001" 1574
refused "an altered entry, by its index" "inclusion:" -log "$work/altered" -index 300
accepted "the entry beside it" -log "$work/altered" -index 301
refused "an altered entry, by the audit" "audit:" -log "$work/altered" -audit

altered
flip "$work/altered/tile/0/001" 1408
refused "an altered tile, by an entry beside it" "inclusion:" -log "$work/altered" -index 301
refused "an altered tile, by the audit" "audit: tile/0/001" -log "$work/altered" -audit

altered
flip "$work/altered/tile/1/000" 0
refused "an altered upper tile" "inclusion:" -log "$work/altered" -index 300

altered
flip "$work/altered/tile/0/274.p/161" 0
refused "an altered partial tile" "inclusion:" -log "$work/altered" -index 70304

altered
sed -i 2s/70305/70304/ "$work/altered/checkpoint"
refused "an altered checkpoint" "checkpoint: invalid signature" -log "$work/altered"

altered
flip "$work/altered/index.leaf" 32
refused "a receipt for another entry" "invalid transparency proof" \
  -proof "$work/altered/index.tlog-proof" -leaf "$work/altered/index.leaf"

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
  -addext subjectAltName=IP:127.0.0.1 -keyout "$work/tls.key" -out "$work/tls.pem" 2> /dev/null
coproc SERVER {
  exec python3 "$here/https_folder.py" "$work/good" "$work/tls.pem" "$work/tls.key"
}
server_process=$SERVER_PID
trap 'kill $server_process' EXIT
read -r port <&"${SERVER[0]}"
url=https://127.0.0.1:$port
accepted "everything over HTTPS" -log "$url" -cacert "$work/tls.pem" -index 300 -audit \
  -older "$work/good/older.checkpoint"
refused "a server that is not trusted" "x509" -log "$url" -index 300
echo "all as it should be"
