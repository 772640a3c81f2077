#!/bin/sh
# A package must be checkable with nothing of ours: sha256sum, openssl, and the script it carries.
# And whatever is done to a package, that script and haidang-verify must come to the same outcome.
# Usage: stock_tools_test.sh PROOF-SAMPLE HAIDANG-VERIFY
set -eu
sample=$1
verify=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
package=$work/original
failures=0
fail() { echo "FAILED: $1"; failures=$((failures + 1)); }

"$sample" "$package" >"$work/roots"
trust=$(sed 's/^/--trust /' "$work/roots")

# 1. The commands of verify/README.txt, as they stand there.
cd "$package"
sha256sum --check --strict --quiet tagmanifest-sha256.txt || fail "the tag manifest"
sha256sum --check --strict --quiet manifest-sha256.txt || fail "the payload manifest"
cms_verify() {
  openssl cms -verify -binary -inform DER -in "$1" -CAfile "$2" -purpose any -no_check_time \
    -out "$work/content" 2>"$work/why"
}
cms_verify seal/tagmanifest.p7s keys/XA-root.pem || fail "the seal"
cmp -s "$work/content" tagmanifest-sha256.txt || fail "the seal is not over the tag manifest"
for act in acts/*.p7m; do
  party=${act#acts/????-}
  cms_verify "$act" "keys/${party%%-*}-root.pem" || fail "$act"
  cmp -s "$work/content" "${act%.p7m}.json" || fail "the text beside $act"
done
cms_verify acts/0001-XA-request.p7m keys/XB-root.pem && fail "an act passes under another root"
image=$(ls data/evidence/*/disk.img)
digest=$(sha256sum "$image" | cut -d' ' -f1)
grep -qF "\"sha256\":\"$digest\"" acts/0004-XB-deliver.json || fail "the deliver act's digest"
# The journal's leaf and the path above it start from bytes that anybody can compute.
salt=$(sed 's/.*"salt":"\([0-9a-f]*\)"}$/\1/' proofs/act-0001.json)
[ ${#salt} -eq 32 ] || fail "the salt of a journal entry"
if command -v hashdeep >/dev/null 2>&1; then
  hashdeep -c sha256 -l -r -a -k evidence/hashdeep.txt data >/dev/null || fail "hashdeep"
fi
cd "$work"

# As one file: unzip gives the same folder, and the verifier says the same of the file.
unzip -q "$package.zip" -d "$work/unzipped" || fail "unzip"
diff -r "$package" "$work/unzipped/EP-1" >/dev/null || fail "unzip gives another folder"
(
  cd "$work/unzipped/EP-1"
  sha256sum --check --strict --quiet tagmanifest-sha256.txt manifest-sha256.txt
) || fail "the manifests after unzip"
"$verify" "$package.zip" >/dev/null || fail "haidang-verify does not take the ZIP file"

# 2. Both verifiers, over a table of what may happen to a package.
flip() { # file, offset: the lowest bit of that byte changes
  byte=$(od -An -tu1 -j "$2" -N 1 "$1" | tr -d ' ')
  if [ $((byte % 2)) -eq 0 ]; then byte=$((byte + 1)); else byte=$((byte - 1)); fi
  printf "\\$(printf '%03o' "$byte")" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}
recompute() { # what anybody can: manifests that fit again
  (
    cd "$1"
    find data -type f | sort | while IFS= read -r f; do sha256sum "$f"; done >manifest-sha256.txt
    find . -type f ! -path './data/*' ! -path './seal/*' ! -name tagmanifest-sha256.txt |
      sed 's/^\.\///' | sort | while IFS= read -r f; do sha256sum "$f"; done >"$work/tags"
    cp "$work/tags" tagmanifest-sha256.txt
  )
}
expect() { # name, exit code, text that the script's and the verifier's output must hold
  set +e
  sh "$package/verify/verify.sh" "$work/copy" >"$work/script.out" 2>&1
  script=$?
  # shellcheck disable=SC2086
  "$verify" "$work/copy" $trust >"$work/verify.out" 2>&1
  own=$?
  set -e
  [ "$script" -eq "$2" ] || { fail "$1: verify.sh says $script, not $2"; cat "$work/script.out"; }
  [ "$own" -eq "$2" ] || { fail "$1: haidang-verify says $own, not $2"; cat "$work/verify.out"; }
  grep -qF -- "$3" "$work/script.out" || fail "$1: verify.sh does not name $3"
  grep -qF -- "$3" "$work/verify.out" || fail "$1: haidang-verify does not name $3"
}
fresh() { rm -rf "$work/copy"; cp -r "$package" "$work/copy"; }

fresh; expect "nothing" 0 "UNALTERED"
fresh; flip "copy/$image" 0; expect "first byte of evidence" 10 "$image"
fresh; flip "copy/$image" 100000; expect "a byte of evidence" 10 "$image"
fresh; flip "copy/$image" 100000; recompute copy; expect "with new manifests" 10 "$image"
fresh; printf x >>"copy/$image"; expect "a byte more" 10 "$image"
fresh; rm "copy/$image"; expect "evidence missing" 10 "$image"
fresh; printf x >"copy/data/evidence/extra"; expect "a file more" 10 "data/evidence/extra"
fresh; printf x >"copy/data/evidence/extra"; recompute copy
expect "a file more, in new manifests" 10 "data/evidence/extra"
fresh; rm "copy/$image"; ln -s "$package/$image" "copy/$image"; expect "a link" 10 "$image"
fresh; flip copy/acts/0004-XB-deliver.p7m 300; expect "a signed act" 10 "acts/0004-XB-deliver"
fresh; flip copy/acts/0004-XB-deliver.p7m 300; recompute copy
expect "a signed act, new manifests" 10 "acts/0004-XB-deliver"
fresh; cp copy/acts/0002-XB-acknowledge.p7m copy/acts/0001-XA-request.p7m; recompute copy
expect "another Party's act" 10 "acts/0001-XA-request"
fresh; flip copy/acts/0001-XA-request.json 30; expect "the text of an act" 10 "0001-XA-request.json"
fresh; rm copy/acts/0003-XB-accept.p7m; expect "an act missing" 10 "acts/0003-XB-accept.p7m"
fresh; flip copy/seal/tagmanifest.p7s 200; expect "the seal" 10 "seal/tagmanifest.p7s"
fresh; flip copy/tagmanifest-sha256.txt 3; expect "the tag manifest" 10 "tagmanifest-sha256.txt"
fresh; rm copy/tagmanifest-sha256.txt; expect "no tag manifest" 10 "tagmanifest-sha256.txt"
fresh; flip copy/evidence/custody.jsonl 20; expect "custody" 10 "evidence/custody.jsonl"
fresh; rm copy/proofs/act-0001.tlog-proof; expect "one proof missing" 10 "proofs/act-0001"
fresh; rm -r copy/proofs; expect "no proofs" 11 "proofs"
fresh; rm -r copy/seal; expect "no seal" 11 "seal/tagmanifest.p7s"
fresh; rm copy/keys/XB-*; expect "no keys of XB" 11 "keys/XB-"
fresh; rm -r copy/*; expect "an empty folder" 11 "is not a package"

# 3. A package made from other roots passes by itself, and fails against roots that are known.
"$sample" "$work/forged" >"$work/forged-roots"
"$verify" "$work/forged" >/dev/null || fail "a self-consistent package without anchors"
rm -rf "$work/copy"; mv "$work/forged" "$work/copy"
set +e
# shellcheck disable=SC2086
"$verify" "$work/copy" $trust >"$work/verify.out"; outcome=$?
"$verify" --json "$work/copy" --report "$work/report.json" >/dev/null; json=$?
"$verify" >/dev/null 2>&1; usage=$?
"$verify" "$work/copy" --trust XA >/dev/null 2>&1; bad_trust=$?
set -e
[ "$outcome" -eq 11 ] || fail "other roots than the trusted ones: $outcome"
head -n 1 "$work/verify.out" | grep -q '^CANNOT TELL: keys/XA-root.pem' || fail "the root's name"
[ "$json" -eq 0 ] && grep -q '"verdict":"unaltered"' "$work/report.json" || fail "--report"
[ "$usage" -eq 2 ] && [ "$bad_trust" -eq 2 ] || fail "wrong use"

[ "$failures" -eq 0 ] || exit 1
echo "stock tools and haidang-verify agree"
