#!/bin/sh
# Checks a custody package with nothing but common tools, so that its own program need not be trusted:
#   POSIX sh, coreutils (sha256sum, base64, sort), xxd, openssl, ssh-keygen.
#
#   sh verify/check.sh [-s ALLOWED_SIGNERS] [SEQ]
#
# Run it in the unpacked top folder, or from anywhere: it finds its own folder.
#   -s FILE  who may sign, as you got it from the agency itself. Without it the list inside the package is used,
#            which shows only that the package agrees with itself.
#   SEQ      the number of one event; by default the first with an envelope that a person signed.
#
# It checks: every file against the manifests, and nothing unlisted; the exporter's signature; of one event the
# hash in the log and a person's signature, once with ssh-keygen and once with openssl over the rebuilt bytes.
# It does not check the Merkle tree, times or the transfer of custody: verify/verify_custody.py does.
# Exit: 0 all checked, 1 a check failed, 2 wrong use or a missing tool.

set -u
LC_ALL=C
TZ=UTC0
export LC_ALL TZ

die() { echo "check.sh: $*" >&2; exit 2; }
good() { echo "ok      $*"; }
bad() { echo "FAILED  $*"; failed=1; }

failed=0
signers=
while getopts s: option; do
    case $option in
        s) signers=$OPTARG ;;
        *) die "usage: sh verify/check.sh [-s ALLOWED_SIGNERS] [SEQ]" ;;
    esac
done
shift $((OPTIND - 1))
wanted=${1-}
case $wanted in *[!0-9]*) die "an event is named by its number" ;; esac
for tool in sha256sum base64 sort xxd openssl ssh-keygen; do
    command -v "$tool" >/dev/null 2>&1 || die "$tool is missing"
done
if [ -n "$signers" ]; then
    [ -f "$signers" ] || die "there is no file $signers"
    signers=$(cd "$(dirname "$signers")" && pwd)/$(basename "$signers")
fi
here=$(dirname "$0")/..
cd "$here" || die "cannot enter $here"
work=$(mktemp -d) || die "no temporary folder"
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM

if [ -z "$signers" ]; then
    signers=data/trust/allowed_signers
    echo "note    no -s: signers are taken from the package itself, which proves less"
fi

# --- manifests -------------------------------------------------------------------------------------------------
for manifest in tagmanifest-sha256.txt manifest-sha256.txt; do
    if [ ! -f "$manifest" ]; then
        bad "$manifest is missing"
    elif sha256sum --quiet --strict -c "$manifest" >"$work/out" 2>&1; then
        good "$manifest"
    else
        cat "$work/out"
        bad "$manifest"
    fi
done
find . -type f | sed 's|^\./||' | grep -v -x -F -e tagmanifest-sha256.txt -e tagmanifest-sha256.txt.sig |
    sort >"$work/present"
cat manifest-sha256.txt tagmanifest-sha256.txt 2>/dev/null | sed 's/^[0-9a-f]*  //' | sort >"$work/listed"
if cmp -s "$work/present" "$work/listed"; then
    good "no file is unlisted"
else
    bad "files and lists differ"
fi
if [ -n "$(find . ! -type f ! -type d)" ]; then
    bad "something is neither a file nor a folder"
fi

# --- the exporter's signature ------------------------------------------------------------------------------------
exporter=$(ssh-keygen -Y find-principals -f "$signers" -s tagmanifest-sha256.txt.sig 2>/dev/null | head -n 1)
if [ -n "$exporter" ] && ssh-keygen -Y verify -f "$signers" -I "$exporter" -n custody.package.v1 \
        -s tagmanifest-sha256.txt.sig <tagmanifest-sha256.txt >"$work/out" 2>&1; then
    good "package signed by $exporter"
else
    bad "the package's signature"
fi

# --- one event -----------------------------------------------------------------------------------------------------
# member NAME < JSON: the value of the first "NAME":"…" that holds plain text.
member() { sed -n "s/^.*\"$1\":\"\\([^\"\\\\]*\\)\".*\$/\\1/p" | head -n 1; }
u32() { printf '%08x' "$1"; }
# str HEX: uint32 length, then the bytes, in hex (RFC 4251).
str() { u32 $((${#1} / 2)); printf %s "$1"; }
hex() { xxd -p | tr -d '\n'; }

event=
if [ -n "$wanted" ]; then
    event=$(printf '%012d' "$(echo "$wanted" | sed 's/^0*\([0-9]\)/\1/')")
else
    for file in data/log/envelope/*.json; do
        if [ -f "$file" ] && ! grep -q '"actor":"station"' "$file"; then
            event=$(basename "$file" .json)
            break
        fi
    done
fi
envelope=data/log/envelope/$event.json
entry=data/log/entry/$event.json
if [ -z "$event" ] || [ ! -f "$envelope" ] || [ ! -f "$entry" ]; then
    bad "there is no event $wanted with its envelope"
    exit 1
fi

body=$(member body <"$entry")
at=$(member at <"$entry")
if [ "$(openssl dgst -sha256 -binary "$envelope" | base64)" = "$body" ]; then
    good "event $event: the envelope is the one in the log"
else
    bad "event $event: the envelope is not the one in the log"
fi

whole=$(cat "$envelope")
head=${whole%%'],"statement":'*}
statement=${whole#*'],"statement":'}
statement=${statement%',"v":"custody/envelope/1"}'}
printf %s "$statement" >"$work/statement"
# Members stand sorted, so the statement's own "actor" is its first member.
actor=$(printf %s "$statement" | sed -n 's/^{"actor":"\([a-z0-9._-]*\)".*$/\1/p')
first=$(printf %s "$head" | sed 's/},{.*$//')
alg=$(printf %s "$first" | member alg)
key=$(printf %s "$first" | member key)
sig=$(printf %s "$first" | member sig)
if [ "$alg" != ssh-ed25519 ] || [ -z "$actor" ]; then
    echo "note    event $event is signed with $alg; this script checks ssh-ed25519 only"
    exit "$failed"
fi

key_hex=$(printf %s "${key#ssh-ed25519 }" | base64 -d | hex)
sig_hex=$(printf %s "$sig" | base64 -d | hex)
name_hex=$(printf custody.statement.v1 | hex)
hash_name_hex=$(printf sha512 | hex)
alg_hex=$(printf ssh-ed25519 | hex)
magic=$(printf SSHSIG | hex)
{
    echo "-----BEGIN SSH SIGNATURE-----"
    printf %s "${magic}00000001$(str "$key_hex")$(str "$name_hex")$(str "")$(str "$hash_name_hex")$(str \
        "$(str "$alg_hex")$(str "$sig_hex")")" | xxd -r -p | base64
    echo "-----END SSH SIGNATURE-----"
} >"$work/statement.sig"
moment=$(printf %s "$at" | sed 's/[-:TZ]//g; s/\..*$//')
if ssh-keygen -Y verify -f "$signers" -I "$actor" -n custody.statement.v1 -O verify-time="$moment" \
        -s "$work/statement.sig" <"$work/statement" >"$work/out" 2>&1; then
    good "event $event: signed by $actor (ssh-keygen)"
else
    cat "$work/out"
    bad "event $event: the signature of $actor (ssh-keygen)"
fi

# The last 32 bytes of an SSH Ed25519 key are the key itself; the bytes before them name it for openssl.
raw_key=$(printf %s "$key_hex" | sed 's/^.*\(.\{64\}\)$/\1/')
printf %s "302a300506032b6570032100$raw_key" | xxd -r -p >"$work/key.der"
printf %s "$sig_hex" | xxd -r -p >"$work/raw.sig"
digest=$(openssl dgst -sha512 -binary "$work/statement" | hex)
printf %s "$magic$(str "$name_hex")$(str "")$(str "$hash_name_hex")$(str "$digest")" | xxd -r -p >"$work/signed"
if openssl pkeyutl -verify -rawin -pubin -keyform DER -inkey "$work/key.der" -sigfile "$work/raw.sig" \
        -in "$work/signed" >"$work/out" 2>&1; then
    good "event $event: the signature (openssl)"
else
    bad "event $event: the signature (openssl)"
fi
exit "$failed"
