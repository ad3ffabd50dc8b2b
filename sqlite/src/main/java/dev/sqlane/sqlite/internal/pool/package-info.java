/**
 * The waiting rooms: who gets the one write connection next ({@link dev.sqlane.sqlite.internal.pool.WriteQueue}), and who gets a
 * read connection ({@link dev.sqlane.sqlite.internal.pool.ConnectionStack}). Nothing here knows SQLite, so that both
 * are tested alone, under a steered clock and by Lincheck.
 */
package dev.sqlane.sqlite.internal.pool;
