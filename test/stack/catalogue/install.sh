#!/bin/sh
# Spark with what it needs to read from S3, once, into .cache/spark-4.3.0 of the checkout. Needs Python 3 with venv, Maven and a network; Java 17 to run.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cache="$here/../../../.cache/spark-4.3.0"
[ ! -f "$cache/done" ] || exit 0
rm -rf "$cache"
python3 -m venv "$cache/venv"
"$cache/venv/bin/pip" install -q pyspark==4.3.0
mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$cache/jars"
touch "$cache/done"
