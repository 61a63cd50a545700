#!/usr/bin/env bash
# Proves README's two commands on a bare Debian 12: a root made by debootstrap with python3 and python3-pip, nothing
# else, and a fresh clone of this repository in a folder with a space in its name. Each command runs twice.
#
#   packaging/prove_bare.sh [ARGUMENT FOR PYTEST…]      as root; debootstrap and git are needed
#
# BARE=/tmp/bare is the folder; PYTHON_PACKAGES=python3 proves it without pip too. The root stays there to look at.
# apt's and pip's settings of this machine (mirrors, certificates, local indexes) are carried in, so that the proof
# runs where only those are reached. What is mounted goes away with the script's own mount namespace.
set -euo pipefail
if [ -z "${PROVE_BARE_INSIDE:-}" ]; then
    PROVE_BARE_INSIDE=1 exec unshare --mount --propagation private "$0" "$@"
fi
repository=$(cd "$(dirname "$0")/.." && pwd)
bare=${BARE:-/tmp/bare}
packages=${PYTHON_PACKAGES:-python3,python3-pip}
base=$bare.base-$packages
export PATH=/usr/sbin:/usr/bin:/sbin:/bin

make_base() {
    [ -e "$base/made" ] && return
    local mirror
    mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
        awk '$2 == "bookworm" {print $1; exit}')
    rm -rf "$base"
    debootstrap --variant=minbase --include="ca-certificates,$packages" bookworm "$base" "$mirror" >"$bare.log" 2>&1
    touch "$base/made"
}

carry_settings_in() {
    cp /etc/resolv.conf /etc/hosts "$bare/etc/"
    rm -f "$bare/etc/apt/sources.list"
    cp -r /etc/apt/sources.list.d/*.sources "$bare/etc/apt/sources.list.d/" 2>/dev/null || cp /etc/apt/sources.list "$bare/etc/apt/"
    apt-config dump Acquire >"$bare/etc/apt/apt.conf.d/99proof"
    rm -rf "$bare/etc/ssl/certs" && mkdir -p "$bare/etc/ssl/certs" && mount --rbind /etc/ssl/certs "$bare/etc/ssl/certs"
    local file folder
    for file in /etc/pip.conf /etc/xdg/pip/pip.conf "$HOME/.config/pip/pip.conf" "$HOME/.pip/pip.conf" "${PIP_CONFIG_FILE:-}"; do
        if [ -f "$file" ]; then mkdir -p "$bare$(dirname "$file")" && cp "$file" "$bare$file"; fi
    done
    for folder in $(/usr/bin/env python3 -m pip config list | grep -oE "(^|[ '/=])/[A-Za-z0-9._/-]+" | grep -oE '/[^/ ].*'); do
        folder=${folder%/simple}  # a local index: its files lie beside it
        if [ -d "$folder" ]; then mkdir -p "$bare$folder" && mount --bind "$folder" "$bare$folder"; fi
    done
    mount -t proc proc "$bare/proc"
    mount --rbind /dev "$bare/dev"
}

inside() {
    local kept=() name
    for name in $(compgen -e | grep -E '^(PIP_|SSL_CERT|REQUESTS_CA|CURL_CA|https?_proxy|HTTPS?_PROXY|no_proxy|NO_PROXY)'); do
        kept+=("$name=${!name}")
    done
    echo "\$ $*"
    local started=$SECONDS code=0
    # What pip says of a local index that lacks a package is this machine's affair, and it is said for every package.
    env -i "${kept[@]}" HOME=/root PATH="$PATH" LANG=C.UTF-8 \
        "${network[@]}" chroot "$bare" sh -c 'cd "/root/a clone" && exec "$@"' sh "$@" \
        2> >(grep --line-buffered -v '^WARNING: Location .* is ignored' >&2) || code=$?
    echo "-- exit $code after $((SECONDS - started)) s"
    return $code
}

network=(env)  # or cut off
make_base
rm -rf "$bare" && cp -a "$base" "$bare"
carry_settings_in
git clone --quiet --no-hardlinks "$repository" "$bare/root/a clone"
inside python3 -c 'import sys, importlib.util as u; print(sys.version, "ensurepip:", u.find_spec("ensurepip"))'
inside python3 -m pip list || true
failed=0
inside python3 run.py || failed=1
inside python3 run.py test "$@" || failed=1
echo "== The second time, without a network"
network=(unshare --net)
inside bash -c 'time python3 run.py setup' || failed=1
inside python3 run.py || failed=1
inside python3 run.py test "$@" || failed=1
exit $failed
