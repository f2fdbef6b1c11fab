#!/usr/bin/env bash
# Publishes each function app against the real packages and packs it: FOLDER/{ingest,attest,relay,serve}.zip.
# Usage: eng/pack-functions.sh FOLDER
set -euo pipefail
folder=${1:?usage: eng/pack-functions.sh FOLDER}
cd "$(dirname "$0")/.."
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
for app in Ingest Attest Relay Serve; do
  name=${app,,}
  published=$(mktemp -d)
  dotnet publish "functions/$app" -p:Cloud=true -o "$published"
  # A package without these starts no function and says nothing.
  for file in host.json worker.config.json .azurefunctions; do
    [ -e "$published/$file" ] || { echo "functions/$app: the package lacks $file" >&2; exit 1; }
  done
  rm -f "$folder/$name.zip"
  (cd "$published" && zip -q -X -r "$folder/$name.zip" .)
  rm -rf "$published"
  echo "$folder/$name.zip"
done
