#!/usr/bin/env bash
# What the deploy workflow does, and a person at a desk: docs/deploy.md.
#   eng/deploy.sh infrastructure RESOURCE_GROUP ENVIRONMENT OUTPUTS   deploys infra/bicep and writes its outputs as JSON
#   eng/deploy.sh packages RESOURCE_GROUP FOLDER OUTPUTS              publishes FOLDER/{ingest,attest,relay,serve}.zip
#   eng/deploy.sh check OUTPUTS                                       waits for a fresh attestation and verifies it
set -euo pipefail
cd "$(dirname "$0")/.."
usage() { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }

infrastructure() {
  local group=$1 environment=$2 outputs=$3
  local parameters=infra/bicep/environments/$environment.bicepparam
  [ -f "$parameters" ] || { echo "there is no environment '$environment': $(basename -s .bicepparam infra/bicep/environments/*.bicepparam | paste -sd' ')" >&2; exit 2; }
  az deployment group create --resource-group "$group" --name "oracle-$environment" --parameters "$parameters" --query properties.outputs --output json > "$outputs"
}

# Attest last: what it signs, the others can already read and post.
packages() {
  local group=$1 folder=$2 outputs=$3
  for app in serve relay ingest attest; do
    [ -f "$folder/$app.zip" ] || { echo "$folder/$app.zip is not there (eng/pack-functions.sh makes it)" >&2; exit 2; }
    az functionapp deployment source config-zip --resource-group "$group" --name "$(jq -er ".sites.value.$app" "$outputs")" --src "$folder/$app.zip"
  done
}

# Verified with the set that Serve names: that anything is signed. Whose set it is, a person compares once.
check() {
  local host
  host="https://$(jq -er .engineConnections.value.serveHost "$1")"
  for attempt in $(seq 1 60); do
    if curl -fsS --max-time 10 "$host/health" > /dev/null; then
      feed=$(curl -fsS --max-time 10 "$host/v1/feeds" | jq -er '.feeds[0].feed | sub("/"; "-")')
      dotnet run --project src/Node -- verify "$host/v1/feeds/$feed/latest" --at now
      return
    fi
    sleep 10
  done
  echo "$host/health was not healthy within 10 minutes; what it says:" >&2
  curl -sS --max-time 10 "$host/health" >&2
  exit 1
}

case "${1:-}" in
  infrastructure) [ $# = 4 ] || usage; infrastructure "$2" "$3" "$4" ;;
  packages) [ $# = 4 ] || usage; packages "$2" "$3" "$4" ;;
  check) [ $# = 2 ] || usage; check "$2" ;;
  *) usage ;;
esac
