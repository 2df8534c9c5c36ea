"""Statements that would read, write or reach something outside, had SQL got through.

`{folder}` is a folder outside of the book, `{port}` a port of this machine that somebody listens
on, `{snapshot}` the served file itself.
"""

from __future__ import annotations

READ = (
    "SELECT * FROM read_text('{folder}/secret.txt')",
    "SELECT content FROM read_text('{folder}/*.txt')",
    "SELECT content FROM read_blob('{folder}/secret.txt')",
    "SELECT * FROM read_csv('{folder}/secret.csv')",
    "SELECT * FROM read_csv_auto('{folder}/secret.csv')",
    "SELECT * FROM read_single_csv_file('{folder}/secret.csv')",
    "SELECT * FROM sniff_csv('{folder}/secret.csv')",
    "SELECT * FROM read_json('{folder}/secret.json')",
    "SELECT * FROM read_json_auto('{folder}/secret.json')",
    "SELECT * FROM read_ndjson('{folder}/secret.json')",
    "SELECT * FROM read_json_objects('{folder}/secret.json')",
    "SELECT * FROM read_parquet('{folder}/secret.parquet')",
    "SELECT * FROM parquet_scan('{folder}/secret.parquet')",
    "SELECT * FROM parquet_metadata('{folder}/secret.parquet')",
    "SELECT * FROM parquet_kv_metadata('{folder}/secret.parquet')",
    "SELECT * FROM read_duckdb('{folder}/secret.duckdb', table_name = 'kept')",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM '{folder}/secret.csv'",
    "FROM '{folder}/secret.parquet'",
    'SELECT * FROM "{folder}/secret.json"',
    "SELECT * FROM query('SELECT * FROM read_text(''{folder}/secret.txt'')')",
    "SELECT * FROM query_table('{folder}/secret.csv')",
    "FROM json_execute_serialized_sql(json_serialize_sql("
    "'SELECT * FROM read_text(''{folder}/secret.txt'')'))",
    "CREATE TEMP TABLE taken AS SELECT * FROM read_text('{folder}/secret.txt')",
    "CREATE TEMP VIEW taken AS SELECT * FROM read_csv('{folder}/secret.csv'); FROM taken",
    "SELECT 1; SELECT content FROM read_text('{folder}/secret.txt')",
    "CREATE TEMP TABLE taken(a VARCHAR); COPY taken FROM '{folder}/secret.csv'; FROM taken",
    "ATTACH '{folder}/secret.duckdb' AS other (READ_ONLY); SELECT * FROM other.kept",
    "IMPORT DATABASE '{folder}/exported'",
    "SELECT getenv('REVCOMPASS_SECRET')",
    "SELECT * FROM python_secret",
    "SELECT * FROM read_text('/proc/self/environ')",
)
"""What would read a file, the environment, or the program's own memory."""

WRITE = (
    "COPY (SELECT 1) TO '{folder}/out.csv'",
    "COPY meta TO '{folder}/out.parquet' (FORMAT parquet)",
    "COPY meta TO '{folder}/out.json' (FORMAT json)",
    "COPY (SELECT 1 AS part) TO '{folder}/parts' (FORMAT csv, PARTITION_BY (part))",
    "SELECT 1; COPY (SELECT 1) TO '{folder}/out.csv'",
    "EXPORT DATABASE '{folder}/export'",
    "ATTACH '{folder}/other.duckdb'",
    "ATTACH '{folder}/other.duckdb' AS other; COPY FROM DATABASE snapshot TO other",
    "ATTACH '{snapshot}' AS again (READ_WRITE)",
    "INSERT INTO meta VALUES ('a', 'b')",
    "UPDATE meta SET \"value\" = 'b'",
    "DELETE FROM much",
    "DROP TABLE meta",
    "CREATE TABLE more(a INTEGER)",
    "ALTER TABLE meta ADD COLUMN more INTEGER",
    "BEGIN TRANSACTION; DELETE FROM much; COMMIT",
    "PRAGMA enable_profiling = 'json'; PRAGMA profiling_output = '{folder}/profile.json'; SELECT 1",
    "PRAGMA profile_output = '{folder}/profile.json'",
    "CALL enable_logging(storage = 'file', storage_path = '{folder}/log'); SELECT 1",
    "SET log_query_path = '{folder}/queries.sql'; SELECT 1",
    "SET temp_directory = '{folder}/temp'",
    "CREATE PERSISTENT SECRET kept (TYPE http, BEARER_TOKEN 'a')",
)
"""What would write a file, or change the snapshot."""

REACH = (
    "SELECT * FROM read_csv('http://127.0.0.1:{port}/a.csv')",
    "SELECT * FROM read_parquet('s3://127.0.0.1:{port}/bucket/a.parquet')",
    "SELECT * FROM read_text('https://127.0.0.1:{port}/a')",
    "ATTACH 'http://127.0.0.1:{port}/a.duckdb' AS other (READ_ONLY)",
    "ATTACH 'host=127.0.0.1 port={port} dbname=a' AS other (TYPE postgres)",
    "INSTALL httpfs FROM 'http://127.0.0.1:{port}'",
    "FORCE INSTALL spatial FROM 'http://127.0.0.1:{port}'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "LOAD '{folder}/evil.duckdb_extension'",
    "UPDATE EXTENSIONS",
)
"""What would connect to somebody, or load foreign code."""

UNLOCK = (
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "RESET lock_configuration",
    "SET GLOBAL lock_configuration = false; SET GLOBAL enable_external_access = true",
    "SET allowed_directories = ['{folder}']",
    "SET allowed_paths = ['{folder}/secret.txt']",
    "SET extension_directories = ['{folder}']",
    "SET home_directory = '{folder}'",
    "SET file_search_path = '{folder}'",
    "SET python_enable_replacements = true",
    "SET allow_unsigned_extensions = true",
    "PRAGMA enable_external_access",
    "SET TimeZone = 'America/New_York'",
)
"""What would open the door for the next statement."""

ESCAPES = (*READ, *WRITE, *REACH, *UNLOCK)
