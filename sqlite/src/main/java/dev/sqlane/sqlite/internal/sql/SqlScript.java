package dev.sqlane.sqlite.internal.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * SQL text, taken apart into statements.
 *
 * @param statements in order, without empty ones and mere comments
 */
public record SqlScript(List<SqlStatement> statements) {
    public SqlScript {
        statements = List.copyOf(statements);
    }

    /** Takes the text apart. Any text will do; this never fails. */
    public static SqlScript parse(String sql) {
        StatementReader reader = new StatementReader(sql);
        SqlStatement first = reader.read();
        if (first == null) {
            return new SqlScript(List.of());
        }
        SqlStatement next = reader.read();
        if (next == null) {
            return new SqlScript(List.of(first));
        }
        List<SqlStatement> statements = new ArrayList<>();
        statements.add(first);
        for (; next != null; next = reader.read()) {
            statements.add(next);
        }
        return new SqlScript(statements);
    }
}
