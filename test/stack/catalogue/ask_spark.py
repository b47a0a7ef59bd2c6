"""Answers queries by Spark: reads {settings, jars, definitions, queries} as JSON from standard input, writes {answers, seconds} to the file that is its argument."""
import datetime
import json
import sys
import time

from pyspark.sql import SparkSession

job = json.load(sys.stdin)
builder = SparkSession.builder.master("local[2]").appName("catalogue")
settings = {
    "spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1", "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC", "spark.sql.catalogImplementation": "in-memory", "spark.sql.shuffle.partitions": "2", "spark.jars": ",".join(job["jars"]),
    # Files of a few kilobytes: one task for many of them, and folders are listed by the driver.
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "10000", "spark.sql.files.openCostInBytes": "65536",
}
for name, value in {**settings, **job["settings"]}.items():
    builder = builder.config(name, value)
begin = time.time()
spark = builder.getOrCreate()
spark.sparkContext.setLogLevel("ERROR")
seconds = {"start": time.time() - begin}


def plain(value):
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value


begin = time.time()
for statement in job["definitions"]:
    spark.sql(statement)
seconds["definitions"] = time.time() - begin
answers = []
for query in job["queries"]:
    begin = time.time()
    frame = spark.sql(query)
    answers.append({"columns": frame.columns, "rows": [[plain(value) for value in row] for row in frame.collect()], "types": [kind for _, kind in frame.dtypes]})
    seconds[query] = time.time() - begin
with open(sys.argv[1], "w", encoding="utf-8") as out:
    json.dump({"answers": answers, "seconds": seconds}, out)
spark.stop()
