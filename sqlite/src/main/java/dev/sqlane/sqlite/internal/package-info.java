/**
 * The engine behind {@link dev.sqlane.sqlite.Sqlite}. An {@link dev.sqlane.sqlite.internal.OpenFile} is one file as this process has
 * it open: a {@link dev.sqlane.sqlite.internal.Writer} (the write queue and the one write connection) and
 * {@link dev.sqlane.sqlite.internal.Readers} (the stack of read connections). {@link dev.sqlane.sqlite.internal.OpenFiles} finds it
 * by device and inode and counts the handles that share it. Below: {@code pool} waits, {@code connection} talks to the
 * driver, {@code jdbc} is the JDBC face, {@code value} binds and maps, {@code sql} reads statement texts.
 */
package dev.sqlane.sqlite.internal;
