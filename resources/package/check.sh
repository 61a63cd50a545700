#!/bin/sh
# Checks a custody package with nothing but common tools, so that its own program need not be trusted:
#   POSIX sh, coreutils (sha256sum, base64, sort), xxd, openssl, ssh-keygen.
#
#   sh verify/check.sh [-s ALLOWED_SIGNERS] [-p POLICY] [SEQ]
#
# Run it in the unpacked top folder, or from anywhere: it finds its own folder.
#   -s FILE  who may sign, as you got it from the agency itself. Without it the list inside the package is used,
#            which shows only that the package agrees with itself.
#   -p FILE  the keys of the agency's logs ("log" lines), likewise.
#   SEQ      the number of one event; by default the first with an envelope that a person signed.
#
# It checks: every file against the manifests, and nothing unlisted; the exporter's signature; the signature of the
# log's head; and of one event, from end to end: its statement's digest, the signatures of its people (with ssh-keygen
# and, for Ed25519, with openssl over the rebuilt bytes), the entry that holds the envelope's hash, the entry's leaf
# hash, and the proof that leads from there to the root in the head.
# It does not check other events, times or the transfer of custody: verify/verify_custody.py does.
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
policy=
while getopts s:p: option; do
    case $option in
        s) signers=$OPTARG ;;
        p) policy=$OPTARG ;;
        *) die "usage: sh verify/check.sh [-s ALLOWED_SIGNERS] [-p POLICY] [SEQ]" ;;
    esac
done
shift $((OPTIND - 1))
wanted=${1-}
case $wanted in *[!0-9]*) die "an event is named by its number" ;; esac
for tool in sha256sum base64 sort xxd openssl ssh-keygen; do
    command -v "$tool" >/dev/null 2>&1 || die "$tool is missing"
done
# absolute FILE: the same file, found from any folder.
absolute() { printf '%s/%s' "$(cd "$(dirname "$1")" && pwd)" "$(basename "$1")"; }
for given in "$signers" "$policy"; do
    [ -z "$given" ] || [ -f "$given" ] || die "there is no file $given"
done
[ -z "$signers" ] || signers=$(absolute "$signers")
[ -z "$policy" ] || policy=$(absolute "$policy")
here=$(dirname "$0")/..
cd "$here" || die "cannot enter $here"
work=$(mktemp -d) || die "no temporary folder"
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM

if [ -z "$signers" ]; then
    signers=data/trust/allowed_signers
    echo "note    no -s: signers are taken from the package itself, which proves less"
fi
if [ -z "$policy" ]; then
    policy=data/trust/policy
    echo "note    no -p: the log's key is taken from the package itself, which proves less"
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

# --- the head of the log -------------------------------------------------------------------------------------------
# member NAME < JSON: the value of the first "NAME":"…" that holds plain text.
member() { sed -n "s/^.*\"$1\":\"\\([^\"\\\\]*\\)\".*\$/\\1/p" | head -n 1; }
number() { sed -n "s/^.*\"$1\":\\([0-9]*\\)[,}].*\$/\\1/p" | head -n 1; }
u32() { printf '%08x' "$1"; }
# str HEX: uint32 length, then the bytes, in hex (RFC 4251).
str() { u32 $((${#1} / 2)); printf %s "$1"; }
hex() { xxd -p | tr -d '\n'; }
unhex() { xxd -r -p; }
sha256() { openssl dgst -sha256 -binary | hex; }
# ed25519 KEY_HEX SIG_HEX FILE: does the bare Ed25519 signature over the file hold?
ed25519() {
    printf %s "302a300506032b6570032100$1" | unhex >"$work/key.der"
    printf %s "$2" | unhex >"$work/raw.sig"
    openssl pkeyutl -verify -rawin -pubin -keyform DER -inkey "$work/key.der" -sigfile "$work/raw.sig" \
        -in "$3" >"$work/out" 2>&1
}

checkpoint=data/log/checkpoint
sed '/^$/,$d' "$checkpoint" >"$work/head" 2>/dev/null
origin=$(sed -n 1p "$work/head")
size=$(sed -n 2p "$work/head")
root=$(sed -n 3p "$work/head" | base64 -d 2>/dev/null | hex)
case $size in ''|0*|*[!0-9]*) bad "the head of the log"; size=0 ;; esac
# A key is name+id+base64(1, 32 bytes): the id is the first four bytes of SHA-256(name, line feed, 1, 32 bytes).
typed=
while read -r word vkey; do
    if [ "$word" = log ] && [ "${vkey%%+*}" = "$origin" ]; then
        rest=${vkey#*+}
        typed=$(printf %s "${rest#*+}" | base64 -d 2>/dev/null | hex)
    fi
done <"$policy"
id=$(printf '%s%s' "$(printf '%s\n' "$origin" | hex)" "$typed" | unhex | sha256 | cut -c1-8)
dash=$(printf '\342\200\224')
signed=no
for line in $(sed -n "s/^$dash \\([^ +]*\\) \\([A-Za-z0-9+\\/=]*\\)\$/\\1 \\2/p" "$checkpoint" 2>/dev/null |
        while read -r name value; do if [ "$name" = "$origin" ]; then echo "$value"; fi; done); do
    value=$(printf %s "$line" | base64 -d 2>/dev/null | hex)
    if [ "$(printf %s "$value" | cut -c1-8)" = "$id" ] && [ "${#typed}" = 66 ] &&
            ed25519 "${typed#01}" "$(printf %s "$value" | cut -c9-)" "$work/head"; then
        signed=yes
    fi
done
if [ "$signed" = yes ]; then
    good "head of $origin: $size entries, signed by the log's key"
else
    bad "the signature of the head of ${origin:-the log}"
fi

# --- one event -----------------------------------------------------------------------------------------------------
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
proof=data/log/proof/$event.tlog-proof
if [ -z "$event" ] || [ ! -f "$envelope" ] || [ ! -f "$entry" ]; then
    bad "there is no event $wanted with its envelope"
    exit 1
fi
seq=$(echo "$event" | sed 's/^0*\([0-9]\)/\1/')

body=$(member body <"$entry")
at=$(member at <"$entry")
if [ "$(number seq <"$entry")" = "$seq" ] && [ "$(member log <"$entry")" = "$origin" ]; then
    good "event $event: the entry is number $seq of $origin, recorded at $at"
else
    bad "event $event: the entry is of another number or log"
fi
if [ "$(openssl dgst -sha256 -binary "$envelope" | base64)" = "$body" ]; then
    good "event $event: the envelope is the one in the log"
else
    bad "event $event: the envelope is not the one in the log"
fi

# The inclusion proof (RFC 9162 section 2.1.3.2): from the leaf hash up to the root in the head.
leaf=$({ printf '\000'; cat "$entry"; } | sha256)
sed '1,/^$/d' "$proof" 2>/dev/null | sed '/^$/,$d' >"$work/proof.head"
extra=$(sed -n '2s/^extra //p' "$proof" 2>/dev/null)
index=$(sed -n '3s/^index //p' "$proof" 2>/dev/null)
place=$seq
last=$((size - 1))
node=$leaf
fits=yes
for line in $(sed -n '4,/^$/p' "$proof" 2>/dev/null); do
    part=$(printf %s "$line" | base64 -d 2>/dev/null | hex)
    if [ "$last" -le 0 ]; then fits=no; break; fi
    if [ $((place % 2)) = 1 ] || [ "$place" = "$last" ]; then
        node=$(printf %s "01$part$node" | unhex | sha256)
        while [ "$place" != 0 ] && [ $((place % 2)) = 0 ]; do
            place=$((place / 2))
            last=$((last / 2))
        done
    else
        node=$(printf %s "01$node$part" | unhex | sha256)
    fi
    place=$((place / 2))
    last=$((last / 2))
done
if [ "$fits" = yes ] && [ "$last" = 0 ] && [ "$node" = "$root" ] && [ "$index" = "$seq" ] &&
        [ "$extra" = "$(base64 <"$entry" | tr -d '\n')" ] && cmp -s "$work/proof.head" "$work/head"; then
    good "event $event: leaf hash $leaf, proven up to the root $root"
else
    bad "event $event: the proof does not lead to the root"
fi

whole=$(cat "$envelope")
sigs=${whole%%'],"statement":'*}
sigs=${sigs#*'['}
statement=${whole#*'],"statement":'}
statement=${statement%',"v":"custody/envelope/1"}'}
printf %s "$statement" >"$work/statement"
# Members stand sorted, so the statement's own "actor" is its first member.
actor=$(printf %s "$statement" | sed -n 's/^{"actor":"\([a-z0-9._-]*\)".*$/\1/p')
echo "note    event $event: the statement's digest is $(openssl dgst -sha256 -binary "$work/statement" | base64)"
moment=$(printf %s "$at" | sed 's/[-:TZ]//g; s/\..*$//')
cp "$signers" "$work/signers"
if [ "$actor" = station ]; then
    # The station signs with the log's own key.
    raw=${typed#01}
    echo "station $(printf 'ssh-ed25519 ')$(printf %s "$(str "$(printf ssh-ed25519 | hex)")$(str "$raw")" | unhex |
        base64 | tr -d '\n')" >"$work/signers"
fi

magic=$(printf SSHSIG | hex)
name_hex=$(printf custody.statement.v1 | hex)
hash_name_hex=$(printf sha512 | hex)
digest=$(openssl dgst -sha512 -binary "$work/statement" | hex)
printf %s "$magic$(str "$name_hex")$(str "")$(str "$hash_name_hex")$(str "$digest")" | unhex >"$work/signed"
# mpint HEX: 32 bytes as the shortest whole number (RFC 4251).
mpint() {
    short=$(printf %s "$1" | sed 's/^\(00\)*//')
    case $short in [89a-f]*) short=00$short ;; esac
    str "$short"
}

by_actor=no
printf '%s\n' "$sigs" | sed 's/},{/}\
{/g' >"$work/sigs"
while read -r one; do
    alg=$(printf %s "$one" | member alg)
    key=$(printf %s "$one" | member key)
    key_hex=$(printf %s "${key#* }" | base64 -d 2>/dev/null | hex)
    sig_hex=$(printf %s "$one" | member sig | base64 -d 2>/dev/null | hex)
    case $alg in
        *ecdsa-sha2-nistp256*)
            r=$(printf %s "$sig_hex" | cut -c1-64)
            s=$(printf %s "$sig_hex" | cut -c65-)
            inner=$(str "$(mpint "$r")$(mpint "$s")") ;;
        *) inner=$(str "$sig_hex") ;;
    esac
    inner=$(str "$(printf %s "$alg" | hex)")$inner
    case $alg in
        sk-*)
            flags=$(printf %s "$one" | number flags)
            counter=$(printf %s "$one" | number counter)
            inner=$inner$(printf '%02x%08x' "${flags:-0}" "${counter:-0}") ;;
    esac
    {
        echo "-----BEGIN SSH SIGNATURE-----"
        printf %s "${magic}00000001$(str "$key_hex")$(str "$name_hex")$(str "")$(str "$hash_name_hex")$(str "$inner")" |
            unhex | base64
        echo "-----END SSH SIGNATURE-----"
    } >"$work/statement.sig"
    who=$(ssh-keygen -Y find-principals -f "$work/signers" -s "$work/statement.sig" -O verify-time="$moment" \
        2>/dev/null | head -n 1)
    who=${who:-$actor}
    [ "$who" = "$actor" ] && by_actor=yes
    if ssh-keygen -Y verify -f "$work/signers" -I "$who" -n custody.statement.v1 -O verify-time="$moment" \
            -s "$work/statement.sig" <"$work/statement" >"$work/out" 2>&1; then
        good "event $event: signed by $who (ssh-keygen)"
    else
        cat "$work/out"
        bad "event $event: the signature of $who (ssh-keygen)"
    fi
    if [ "$alg" != ssh-ed25519 ]; then
        echo "note    event $event: openssl is asked for ssh-ed25519 only, not for $alg"
    # The last 32 bytes of an SSH Ed25519 key are the key itself.
    elif ed25519 "$(printf %s "$key_hex" | sed 's/^.*\(.\{64\}\)$/\1/')" "$sig_hex" "$work/signed"; then
        good "event $event: the signature of $who (openssl)"
    else
        bad "event $event: the signature of $who (openssl)"
    fi
done <"$work/sigs"
[ "$by_actor" = yes ] || bad "event $event: no signature by its actor ${actor:-}"
exit "$failed"
