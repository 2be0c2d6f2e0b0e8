#!/bin/sh
# keys.sh FOLDER: what signs updates, if FOLDER does not have it yet.
#
#   ca.key, ca.pem            the authority; every image trusts ca.pem and nothing else. ca.key
#                             belongs on a stick in a safe: without it no device can ever trust
#                             another signature
#   release.key, release.pem  what signs the bundles; when it is lost, the authority signs another
set -eu
umask 077
folder="$1"
[ ! -e "$folder/release.pem" ] || exit 0
mkdir -p "$folder"
cd "$folder"
new="openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256"

$new -x509 -days 7300 -keyout ca.key -out ca.pem -subj "/O=kiosk/CN=updates" \
    -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign"
$new -keyout release.key -out release.csr -subj "/O=kiosk/CN=release"
printf 'basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=emailProtection\n' |
    openssl x509 -req -in release.csr -CA ca.pem -CAkey ca.key -days 3650 -sha256 \
        -extfile /dev/stdin -out release.pem
rm release.csr
