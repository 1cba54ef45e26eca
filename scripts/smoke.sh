#!/usr/bin/env bash
# Packs Vigie, installs the tarball in an empty folder and scans there with Node 24: what users will get.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$root"
tarball=$(npm pack --silent --pack-destination "$work" | tail -n 1)
mkdir "$work/empty"
cd "$work/empty"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund "$work/$tarball"
node24=$root/node_modules/.bin/node
line='203.0.113.66 - - [20/Apr/2026:09:00:00 +0000] "GET /.git/config HTTP/1.1" 404 162 "-" "sqlmap/1.8"'
printf '%s\n' "$line" >access.log
"$node24" node_modules/vigie/bin/vigie scan access.log --store "$work/store" --json --threads 2 --report report.html >out.ndjson
grep -q '"kind":"alert"' out.ndjson
grep -q '"origin":{"ip":"203.0.113.66"}' out.ndjson
grep -q '203.0.113.66' report.html
VIGIE_NODE=$node24 node_modules/.bin/vigie attacks --store "$work/store" | grep -q '203.0.113.66'
"$node24" --input-type=module -e 'import { loadRules, compile } from "vigie/sigma"; if (typeof compile !== "function" || typeof loadRules !== "function") process.exit(1)'
"$node24" --input-type=module -e 'import { verifyProof, parsePolicy } from "vigie/tlog"; if (typeof verifyProof !== "function" || typeof parsePolicy !== "function") process.exit(1)'
"$node24" --input-type=module -e 'import { bravoRisk, raireAssertions } from "vigie/ballots"; if (typeof bravoRisk !== "function" || typeof raireAssertions !== "function") process.exit(1)'
id=$("$node24" node_modules/vigie/bin/vigie attacks --store "$work/store" --json | head -n 1 | grep -o '"id":"[0-9a-f]*' | cut -c7-18)
"$node24" node_modules/vigie/bin/vigie evidence "$id" --store "$work/store" --out "$work/evidence" >/dev/null
(cd "$work/evidence" && sha256sum --quiet -c SHA256SUMS)
"$node24" node_modules/vigie/bin/vigie verify "$work/evidence" --recompute --quiet >/dev/null
"$node24" node_modules/vigie/bin/vigie statement --store "$work/store" --publisher smoke --out "$work/statement" >/dev/null
"$node24" "$root/bin/vigie" verify "$work/statement" --quiet >/dev/null # a package and a checkout make the same page
printf 'the packed tarball works (%s bytes, %s files installed)\n' "$(wc -c <"$work/$tarball")" "$(find node_modules -type f | wc -l)"
