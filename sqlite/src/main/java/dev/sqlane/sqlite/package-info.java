/**
 * The SQLite engine. {@link dev.sqlane.sqlite.Sqlite} opens files; {@link dev.sqlane.sqlite.SqliteConfiguration} says how, put together by
 * {@link dev.sqlane.sqlite.SqliteBuilder} or read from text; {@link dev.sqlane.sqlite.SqliteDatabase} is what a SQLite file has beyond a
 * {@link dev.sqlane.Database}. {@link dev.sqlane.sqlite.RetryOnBusy} helps code outside the pools.
 *
 * <p>The file is in WAL mode. All handles that one process opens on one file share one write queue and one set of connections. Other
 * processes may open the same file, with Sqlane or without.
 *
 * <p>Nothing in the process may open the database, its {@code -wal} or its {@code -shm} file except through SQLite, and not through a second copy of
 * the SQLite library either: closing any other descriptor of the file drops the locks that SQLite holds on it.
 */
package dev.sqlane.sqlite;
