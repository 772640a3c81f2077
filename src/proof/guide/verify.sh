#!/bin/sh
# Checks this package with sha256sum and openssl alone (besides the POSIX utilities).
# Usage: sh verify/verify.sh [PACKAGE-FOLDER]      (the folder that holds bagit.txt)
# Prints one plain sentence last. Exit codes: 0 unaltered, 10 altered, 11 cannot tell.
#
# A script inside a package can be changed together with it: take verify.sh from a package or
# release that you trust, and compare the fingerprints of the roots that it prints with each
# Party's contact point over another channel. haidang-verify checks more: the order of the acts,
# receipts and the proofs of the journals.
LC_ALL=C
export LC_ALL
set -u
package=${1:-$(dirname "$0")/..}
cd "$package" 2>/dev/null || { echo "CANNOT TELL: there is no folder $package"; exit 11; }

work=$(mktemp -d) || { echo "CANNOT TELL: no place for temporary files"; exit 11; }
trap 'rm -rf "$work"' EXIT
altered=0
unknown=0

say_altered() { altered=$((altered + 1)); echo "  altered: $1"; }
say_unknown() { unknown=$((unknown + 1)); echo "  cannot tell: $1"; }

finish() {
  if [ "$altered" -gt 0 ]; then
    echo "ALTERED: this package is not what was signed and sealed ($altered findings)."
    exit 10
  fi
  if [ "$unknown" -gt 0 ]; then
    echo "CANNOT TELL: something that is needed to judge this package is missing."
    exit 11
  fi
  echo "UNALTERED: every file is exactly as signed and sealed, if the roots above are genuine."
  exit 0
}

for tool in sha256sum openssl; do
  command -v "$tool" >/dev/null 2>&1 || { say_unknown "$tool is not installed"; finish; }
done
if [ ! -f bagit.txt ] && [ ! -f tagmanifest-sha256.txt ]; then
  say_unknown "this folder is not a package"
  finish
fi
if [ ! -f tagmanifest-sha256.txt ]; then
  say_altered "tagmanifest-sha256.txt is missing"
  finish
fi

# A whole part that was taken away leaves a question open; a single missing file is an alteration.
is_optional_part() {
  case $1 in
    proofs/*) [ ! -d proofs ] || [ -z "$(ls -A proofs)" ] ;;
    receipts/*) [ ! -d receipts ] || [ -z "$(ls -A receipts)" ] ;;
    evidence/chunks/*) [ ! -d evidence/chunks ] || [ -z "$(ls -A evidence/chunks)" ] ;;
    keys/*) true ;;
    *) false ;;
  esac
}

# 1. Are these the same bits? Every file that a manifest lists, and no other.
check_manifest() {
  [ -s "$1" ] || return 0
  if grep -qvE '^[0-9a-f]{64}  [^/].*$' "$1" || grep -qE '  (.*/)?\.\.(/|$)' "$1"; then
    say_altered "$1 names paths that a package may not have"
    return 0
  fi
  : >"$work/present"
  while IFS= read -r line; do
    name=${line#*  }
    if [ ! -L "$name" ] && [ -e "$name" ]; then
      printf '%s\n' "$line" >>"$work/present"
    elif is_optional_part "$name"; then
      say_unknown "$name is missing"
    else
      say_altered "$name is missing"
    fi
  done <"$1"
  [ -s "$work/present" ] || return 0
  if ! sha256sum --check --strict --quiet "$work/present" >"$work/out" 2>&1; then
    while IFS= read -r line; do
      case $line in
        sha256sum:*) ;;
        *) say_altered "${line%: FAILED*} is not what $1 lists" ;;
      esac
    done <"$work/out"
    grep -q FAILED "$work/out" || say_altered "$1 cannot be read by sha256sum"
  fi
}
check_manifest tagmanifest-sha256.txt
check_manifest manifest-sha256.txt

cat tagmanifest-sha256.txt manifest-sha256.txt 2>/dev/null | sed 's/^.\{66\}//' >"$work/listed"
printf '%s\n' tagmanifest-sha256.txt seal/tagmanifest.p7s >>"$work/listed"
sort -u "$work/listed" >"$work/expected"
find . ! -type d | sed 's/^\.\///' | sort >"$work/found"
comm -13 "$work/expected" "$work/found" >"$work/extra"
while IFS= read -r name; do say_altered "$name is not listed in any manifest"; done <"$work/extra"
find . ! -type d ! -type f | sed 's/^\.\///' >"$work/strange"
while IFS= read -r name; do say_altered "$name is not an ordinary file"; done <"$work/strange"

# 2. Who says so? The maker's seal over the list of all files.
# Certificates count at the time of signing, which haidang-verify compares; not today.
verify_cms() { # file, root certificate, where the content goes
  openssl cms -verify -binary -inform DER -in "$1" -CAfile "$2" -purpose any -no_check_time \
    -out "$3" >/dev/null 2>"$work/why"
}

maker=$(sed -n 's/^X-Haidang-Maker: //p' bag-info.txt 2>/dev/null)
if [ ! -f seal/tagmanifest.p7s ]; then
  say_unknown "the seal is missing: seal/tagmanifest.p7s"
elif [ ! -f "keys/$maker-root.pem" ]; then
  say_unknown "the root certificate of the maker is missing: keys/$maker-root.pem"
elif ! verify_cms seal/tagmanifest.p7s "keys/$maker-root.pem" "$work/sealed"; then
  say_altered "seal/tagmanifest.p7s is not a good seal by $maker"
elif ! cmp -s "$work/sealed" tagmanifest-sha256.txt; then
  say_altered "tagmanifest-sha256.txt was changed after it was sealed"
fi

# 3. What did the Parties sign? Each act under its Party's root; the text beside it is the same.
: >"$work/delivered"
for file in acts/*.p7m; do
  [ -f "$file" ] || continue
  base=${file#acts/}
  number=${base%%-*}
  rest=${base#*-}
  party=${rest%%-*}
  text="${file%.p7m}.json"
  if [ ! -f "keys/$party-root.pem" ]; then
    say_unknown "the root certificate of $party is missing: who signed $file is unknown"
    openssl cms -verify -noverify -binary -inform DER -in "$file" -out "$work/content" \
      >/dev/null 2>&1 || say_altered "$file (act $number) is not what was signed"
  elif ! verify_cms "$file" "keys/$party-root.pem" "$work/content"; then
    say_altered "$file (act $number) is not signed by $party"
    continue
  fi
  if [ -f "$text" ] && ! cmp -s "$work/content" "$text"; then
    say_altered "$text is not the text that was signed"
  fi
  case $base in *-deliver.p7m) cat "$work/content" >>"$work/delivered" ;; esac
done

# 4. Is the evidence what a signed deliver act says? Its SHA-256 must stand in one.
if [ -s manifest-sha256.txt ]; then
  while IFS= read -r line; do
    digest=${line%%  *}
    name=${line#*  }
    if ! grep -qF "\"sha256\":\"$digest\"" "$work/delivered"; then
      say_altered "$name is not evidence that a signed act delivers"
    fi
  done <manifest-sha256.txt
fi

echo "Fingerprints of the roots (SHA-256), to be compared over another channel:"
for root in keys/*-root.pem; do
  [ -f "$root" ] || continue
  printf '  %s %s\n' "$root" \
    "$(openssl x509 -in "$root" -noout -fingerprint -sha256 2>/dev/null | sed 's/^.*=//')"
done
finish
