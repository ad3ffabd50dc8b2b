/** The SQLite engine. */
package dev.sqlane.sqlite;
