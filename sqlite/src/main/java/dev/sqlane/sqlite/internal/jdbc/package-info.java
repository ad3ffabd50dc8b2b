/**
 * The JDBC face of a {@link dev.sqlane.sqlite.internal.connection.Session}, for jOOQ, Jdbi, Spring and whatever else knows
 * {@code java.sql} only. Which session a statement runs in, a {@link dev.sqlane.sqlite.internal.jdbc.SessionSource} says: always the same one, or
 * one for each statement.
 *
 * <p>{@link dev.sqlane.sqlite.internal.jdbc.SessionConnection} is the way in; what SQLite has not is refused in its superclass. Statements are of two kinds, with texts or prepared, over one
 * {@link dev.sqlane.sqlite.internal.jdbc.ExecutingStatement}; the setters of prepared ones live in
 * {@link dev.sqlane.sqlite.internal.jdbc.ParameterizedStatement}. A result set is three layers: what none can do, what the driver
 * reads, and {@link dev.sqlane.sqlite.internal.jdbc.SessionResultSet}, which decides.
 *
 * <p><b>What it decides itself</b> is what JDBC says of objects and their lives. Which statements may run, wait or begin a
 * transaction, and what an error did, the session decides; nothing here calls the driver's own transaction methods. Compiled
 * statements belong to the session and outlive the objects here through its cache, so each method that touches one keeps the
 * connection, and thereby its sessions, meanwhile.
 *
 * <p><b>Errors</b> leave as the standard subclasses of {@link java.sql.SQLException}, by
 * {@link dev.sqlane.sqlite.internal.connection.ErrorTranslation#ofLibrary}.
 */
package dev.sqlane.sqlite.internal.jdbc;
