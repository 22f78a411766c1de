#!/bin/sh
# Makes the certificates that servers under test show.
#
# usage: certificates.sh FOLDER
#
#   ca.crt           the authority that signed all but the last
#   chat.test.*      good: for chat.test and all below it, localhost and 127.0.0.1
#   expired.*        the same names, ended in 2021
#   elsewhere.*      good, but made out to elsewhere.test
#   alice.*          of a person, alice@chat.test (RFC 6120, section 13.7.1.4)
#   self-signed.*    the right names, signed by itself
#
# Each as NAME.crt, NAME.key and NAME.pem, which holds both.
set -eu
umask 077
mkdir -p "$1"
cd "$1"

key() { openssl ecparam -genkey -name prime256v1 -noout -out "$1"; }

key ca.key
openssl req -x509 -new -key ca.key -sha256 -days 3650 -subj "/CN=Parlance test authority" \
  -addext "basicConstraints=critical,CA:TRUE" \
  -addext "keyUsage=critical,keyCertSign,cRLSign" -out ca.crt

cat > ca.cnf <<X
[ca]
default_ca = authority
[authority]
database = $PWD/issued
new_certs_dir = $PWD
rand_serial = yes
default_md = sha256
policy = anybody
unique_subject = no
[anybody]
commonName = supplied
[req]
distinguished_name = name
[name]
X
: > issued

# sign NAME SUBJECT NAMES START END; times as YYMMDDHHMMSSZ
sign() {
  key "$1.key"
  openssl req -new -config ca.cnf -key "$1.key" -subj "/CN=$2" -out "$1.csr"
  cat > "$1.ext" <<X
basicConstraints=CA:FALSE
keyUsage=digitalSignature
extendedKeyUsage=serverAuth,clientAuth
subjectAltName=$3
X
  openssl ca -batch -notext -config ca.cnf -cert ca.crt -keyfile ca.key -extfile "$1.ext" \
    -startdate "$4" -enddate "$5" -in "$1.csr" -out "$1.crt" 2>> openssl.log
  cat "$1.crt" "$1.key" > "$1.pem"
}

names=DNS:chat.test,DNS:*.chat.test,DNS:localhost,IP:127.0.0.1
yesterday=$(date -u -d yesterday +%y%m%d000000Z)
later=$(date -u -d '+700 days' +%y%m%d000000Z)

sign chat.test chat.test "$names" "$yesterday" "$later"
sign expired chat.test "$names" 200101000000Z 210101000000Z
sign elsewhere elsewhere.test DNS:elsewhere.test "$yesterday" "$later"
sign alice alice 'otherName:1.3.6.1.5.5.7.8.5;UTF8:alice@chat.test' "$yesterday" "$later"

key self-signed.key
openssl req -x509 -new -key self-signed.key -sha256 -days 700 -subj "/CN=chat.test" \
  -addext "subjectAltName=$names" -out self-signed.crt
cat self-signed.crt self-signed.key > self-signed.pem
