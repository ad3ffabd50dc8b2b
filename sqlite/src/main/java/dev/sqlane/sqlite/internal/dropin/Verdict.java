package dev.sqlane.sqlite.internal.dropin;

import dev.sqlane.sqlite.internal.sql.ChangeFunctions;
import dev.sqlane.sqlite.internal.sql.Parameters;
import dev.sqlane.sqlite.internal.sql.SqlScript;
import dev.sqlane.sqlite.internal.sql.SqlStatement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a text before it is compiled, and what SQLite has said of it since. Safe for any number of threads. */
final class Verdict {
    private final int parameters;
    private final boolean asksForLastWrite;
    private final @Nullable String setting;

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
        setting = only == null ? null : only.setting();
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

    /** Returns the setting that it may change, if it is a single pragma of that kind. */
    @Nullable
    String setting() {
        return setting;
    }
}
