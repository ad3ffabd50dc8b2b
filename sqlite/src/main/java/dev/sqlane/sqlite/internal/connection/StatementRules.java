package dev.sqlane.sqlite.internal.connection;

import dev.sqlane.MisuseException;
import dev.sqlane.sqlite.internal.connection.Session.Mode;
import dev.sqlane.sqlite.internal.sql.Kind;
import dev.sqlane.sqlite.internal.sql.SqlScript;
import dev.sqlane.sqlite.internal.sql.SqlStatement;
import java.util.List;

/**
 * Which statements one borrower may run, told from their texts before anything is compiled, and what they leave behind on the
 * connection.
 *
 * <p>Three things are refused: a text that SQLite would read differently from what it says, a statement that would change the
 * transaction behind the engine's back, and one whose effect on the connection would outlive a borrower from whom the connection is
 * expected back as it was. What such a statement leaves behind where it may run puts the connection in doubt, so that it is not used
 * again. Whether a statement only reads is not decided here: SQLite itself holds a read connection to that.
 *
 * <p>The {@link Session} calls these under its lock.
 */
final class StatementRules {
    private StatementRules() {}

    /** Reads a text that must hold one statement, which this borrower may run. */
    static SqlStatement single(Session session, String sql) throws MisuseException {
        checkText(sql);
        List<SqlStatement> statements = SqlScript.parse(sql).statements();
        if (statements.size() != 1) {
            throw new MisuseException(
                    statements.isEmpty()
                            ? "The text holds no statement."
                            : "The text holds " + statements.size()
                                    + " statements where one is expected; the driver would silently run the first alone. Use script(…), or JDBC's Statement.execute, for several.",
                    null);
        }
        SqlStatement statement = statements.get(0);
        check(session, statement);
        return statement;
    }

    /** Takes a script apart, after checking that this borrower may run all of it. */
    static List<SqlStatement> script(Session session, String sql) throws MisuseException {
        checkText(sql);
        List<SqlStatement> statements = SqlScript.parse(sql).statements();
        for (SqlStatement statement : statements) {
            check(session, statement);
        }
        return statements;
    }

    /** Refuses a statement that this borrower must not run. */
    static void check(Session session, SqlStatement statement) throws MisuseException {
        Mode mode = session.mode();
        if (mode == Mode.MAINTENANCE) {
            return;
        }
        switch (statement.kind()) {
            case TRANSACTION_CONTROL ->
                throw refused(
                        session,
                        statement,
                        mode.isUnit()
                                ? "the unit owns the transaction; return to commit, throw to roll back, use savepoint(…) for a part"
                                : "the engine must know the transaction's state; use setAutoCommit(false), commit(), rollback(), setSavepoint()");
            case PRAGMA_WRITE -> {
                if (mode != Mode.WRITE_JDBC) {
                    throw refused(
                            session,
                            statement,
                            "a setting would outlive the unit; set it in the configuration, or use maintain(…)");
                }
            }
            case ATTACH, DETACH -> {
                if (mode != Mode.WRITE_JDBC) {
                    throw refused(session, statement, "an attached database would outlive the unit; use maintain(…)");
                }
            }
            case VACUUM -> {
                if (mode != Mode.WRITE_JDBC) {
                    throw refused(session, statement, "it can't run in a transaction; use maintain(…)");
                }
            }
            default -> {}
        }
    }

    private static MisuseException refused(Session session, SqlStatement statement, String remedy) {
        Kind kind = statement.kind();
        String what = kind == Kind.PRAGMA_WRITE
                ? "PRAGMA " + statement.pragma()
                : kind == Kind.TRANSACTION_CONTROL ? "A statement that controls the transaction" : kind.name();
        return new MisuseException(
                what + " was refused on the " + session.connection().role().poolName() + "'s connection of task \""
                        + session.task().name() + "\": " + remedy + ".",
                null);
    }

    /** Notes that a statement left something that would outlive the borrower. */
    static void taint(Session session, SqlStatement statement) {
        PhysicalConnection connection = session.connection();
        Kind kind = statement.kind();
        if (kind == Kind.SCHEMA) {
            connection.touchSchema();
        }
        if (statement.mentionsTemp() && kind != Kind.SELECT) {
            connection.doubt("its borrower made temporary objects");
        } else if (kind == Kind.PRAGMA_WRITE || kind == Kind.ATTACH || kind == Kind.DETACH || kind == Kind.OTHER) {
            connection.doubt("its borrower changed settings of the connection");
        }
    }

    /** Refuses texts that SQLite would read differently from what they say. */
    private static void checkText(String sql) throws MisuseException {
        for (int i = 0; i < sql.length(); i++) {
            char c = sql.charAt(i);
            if (c == 0) {
                throw new MisuseException(
                        "The SQL text has a NUL character at position " + i
                                + ", where SQLite would stop reading. Bind values as parameters instead of writing them into the text.",
                        null);
            }
            if (Character.isSurrogate(c)) {
                if (Character.isHighSurrogate(c)
                        && i + 1 < sql.length()
                        && Character.isLowSurrogate(sql.charAt(i + 1))) {
                    i++;
                } else {
                    throw new MisuseException(
                            "The SQL text has half a surrogate pair at position " + i
                                    + ", which SQLite would read as a question mark.",
                            null);
                }
            }
        }
    }
}
