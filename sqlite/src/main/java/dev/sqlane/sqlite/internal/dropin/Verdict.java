package dev.sqlane.sqlite.internal.dropin;

import dev.sqlane.sqlite.internal.sql.ChangeFunctions;
import dev.sqlane.sqlite.internal.sql.Kind;
import dev.sqlane.sqlite.internal.sql.Parameters;
import dev.sqlane.sqlite.internal.sql.SqlScript;
import dev.sqlane.sqlite.internal.sql.SqlStatement;
import java.util.List;
import java.util.stream.Stream;

/** What is known of a text before it is compiled, and what SQLite has said of it since. Safe for any number of threads. */
final class Verdict {
    private final int parameters;
    private final boolean asksForLastWrite;
    private final boolean needsNoTransaction;
    private final boolean leavesTraces;
    private final boolean inserts;
    private final boolean describable;
    private final List<String> settings;

    /** True to false, once: a reader has refused it, because it writes. */
    private volatile boolean reads;

    Verdict(String sql) {
        List<SqlStatement> statements = SqlScript.parse(sql).statements();
        parameters = Parameters.count(sql);
        SqlStatement only = statements.size() == 1 ? statements.get(0) : null;
        reads = only != null
                && switch (only.kind()) {
                    case SELECT, WITH -> true;
                    default -> false;
                };
        describable = only == null
                || switch (only.kind()) {
                    // Some pragmas act when they are compiled; none of these can be compiled on a reader.
                    case PRAGMA_WRITE, ATTACH, DETACH, VACUUM, TRANSACTION_CONTROL -> false;
                    default -> true;
                };
        settings = statements.stream()
                .flatMap(statement -> Stream.ofNullable(statement.setting()))
                .toList();
        leavesTraces = statements.stream().anyMatch(SqlStatement::leavesTraces);
        needsNoTransaction = statements.stream().allMatch(SqlStatement::needsNoTransaction);
        inserts = statements.stream().anyMatch(statement -> statement.kindAfterWith() == Kind.INSERT);
        asksForLastWrite = statements.stream().anyMatch(Verdict::mayAsk) && ChangeFunctions.areCalledIn(sql);
    }

    /** In CREATE TRIGGER and the like the functions are part of what is being defined. */
    private static boolean mayAsk(SqlStatement statement) {
        return switch (statement.kind()) {
            case SELECT, WITH, INSERT, UPDATE, DELETE -> true;
            default -> false;
        };
    }

    /** Tells whether it begins like a statement that only reads, and has not turned out to write. */
    boolean reads() {
        return reads;
    }

    void writes() {
        reads = false;
    }

    /** Returns how many parameters it has. */
    int parameters() {
        return parameters;
    }

    /** Tells whether it calls functions whose answer depends on who has written last. */
    boolean asksForLastWrite() {
        return asksForLastWrite;
    }

    /** Tells whether no transaction need be begun for it. */
    boolean needsNoTransaction() {
        return needsNoTransaction;
    }

    /** Tells whether later statements of the connection may depend on what it does to the physical one. */
    boolean leavesTraces() {
        return leavesTraces;
    }

    /** Tells whether there is an INSERT in it. */
    boolean inserts() {
        return inserts;
    }

    /** Tells whether it may be compiled on any connection for the sake of its columns. */
    boolean isDescribable() {
        return describable;
    }

    /** Returns the settings that its pragmas may change. */
    List<String> settings() {
        return settings;
    }
}
