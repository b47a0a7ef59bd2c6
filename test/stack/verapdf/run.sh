#!/bin/sh
# Judges PDF files by veraPDF: run.sh 2a,ua1 report.pdf … Without arguments it renders the sample reports and judges those.
# Needs a JDK, Maven and Node 24; keeps the library in .cache/verapdf of the checkout.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cache="$here/../../../.cache/verapdf"
if [ ! -f "$cache/done" ]; then
  mkdir -p "$cache/lib" "$cache/classes"
  mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$cache/lib"
  javac -cp "$cache/lib/*" -d "$cache/classes" "$here/Vera.java"
  touch "$cache/done"
fi
if [ $# -eq 0 ]; then
  "$here/../../../node_modules/.bin/node" --no-warnings "$here/render.ts" "$cache/samples"
  set -- 2a,ua1 "$cache/samples/good.pdf" "$cache/samples/bad.pdf" "$cache/samples/hostile.pdf" "$cache/samples/large.pdf"
fi
exec java -Xmx1g -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$cache/lib/*:$cache/classes" Vera "$@"
