package dev.sqlane.sqlite.internal.sql;

/** What the engine must know of a statement. It says nothing of whether SQLite will accept the statement. */
public enum Kind {
    /** SELECT and VALUES. It can still write through a function that an extension or the program added. */
    SELECT,
    /** Begins with WITH: a SELECT, INSERT, UPDATE or DELETE. */
    WITH,
    /** INSERT and REPLACE. */
    INSERT,
    UPDATE,
    DELETE,
    /** CREATE, ALTER, DROP, REINDEX and ANALYZE. */
    SCHEMA,
    /** EXPLAIN and EXPLAIN QUERY PLAN of anything but a pragma. It runs nothing. */
    EXPLAIN,
    /** A pragma that is known to change nothing, or EXPLAIN before one: SQLite executes the pragma all the same. */
    PRAGMA_READ,
    /** Every other pragma, unknown ones included, or EXPLAIN before one. */
    PRAGMA_WRITE,
    /** BEGIN, COMMIT, END, ROLLBACK, SAVEPOINT and RELEASE. */
    TRANSACTION_CONTROL,
    ATTACH,
    DETACH,
    VACUUM,
    /**
     * Begins with none of SQLite's words. SQLite refuses such text; the driver's {@code Statement} does not: it has two
     * commands of its own, {@code backup to file} and {@code restore from file}.
     */
    OTHER
}
