package dev.sqlane.sqlite.internal.jdbc;

import dev.sqlane.sqlite.internal.connection.CachedStatement;
import dev.sqlane.sqlite.internal.connection.Session;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are known already: the driver's answers about the schema, and generated keys. They are served by a query of constants, which reads no
 * table; so whoever forgets to close one pins no snapshot, and a second question does not close the answer to the first.
 *
 * @param labels of the columns
 * @param rows each as long as {@code labels}, of numbers, strings and nulls
 */
record ConstantRows(List<String> labels, List<@Nullable Object[]> rows) {
    static final String KEY_LABEL = "last_insert_rowid()";

    /** Reads a result set to its end and closes it. */
    static ConstantRows copyOf(ResultSet source) throws SQLException {
        try (source) {
            ResultSetMetaData columns = source.getMetaData();
            int count = columns.getColumnCount();
            List<String> labels = new ArrayList<>(count);
            for (int column = 1; column <= count; column++) {
                labels.add(columns.getColumnLabel(column));
            }
            List<@Nullable Object[]> rows = new ArrayList<>();
            while (source.next()) {
                @Nullable Object[] row = new Object[count];
                for (int column = 1; column <= count; column++) {
                    row[column - 1] = source.getObject(column);
                }
                rows.add(row);
            }
            return new ConstantRows(labels, rows);
        }
    }

    /** Returns generated keys as the driver does, in one column named after the function. */
    static SessionResultSet keys(SessionSource source, ExecutingStatement statement, List<Long> rowids)
            throws SQLException {
        if (rowids.size() == 1) {
            return open(source, statement, "select ? as " + quoted(KEY_LABEL), rowids.get(0));
        }
        List<@Nullable Object[]> rows = new ArrayList<>(rowids.size());
        for (Long rowid : rowids) {
            rows.add(new @Nullable Object[] {rowid});
        }
        return new ConstantRows(List.of(KEY_LABEL), rows).open(source, statement);
    }

    /** Opens the rows as a result set of {@code statement}, or of none. The caller keeps the connection. */
    SessionResultSet open(SessionSource source, @Nullable ExecutingStatement statement) throws SQLException {
        return open(source, statement, sql(), null);
    }

    private static SessionResultSet open(
            SessionSource source, @Nullable ExecutingStatement statement, String sql, @Nullable Long parameter)
            throws SQLException {
        Session session = source.takeAside();
        try {
            return open(source, session, statement, session.prepare(sql), parameter);
        } finally {
            source.done(session);
        }
    }

    private static SessionResultSet open(
            SessionSource source,
            Session session,
            @Nullable ExecutingStatement statement,
            CachedStatement constants,
            @Nullable Long parameter)
            throws SQLException {
        boolean opened = false;
        try {
            if (parameter != null) {
                constants.prepared().setLong(1, parameter);
            } else {
                // Such a text never comes again: it is not worth a place in the cache.
                constants.useOnlyOnce();
            }
            session.executeAside(constants);
            SessionResultSet rows = new SessionResultSet(source, session, statement, constants, true, 0);
            opened = true;
            return rows;
        } finally {
            if (!opened) {
                session.release(constants);
            }
        }
    }

    private String sql() {
        StringBuilder sql = new StringBuilder("select ");
        for (int i = 0; i < labels.size(); i++) {
            sql.append(i == 0 ? "" : ", ")
                    .append(rows.isEmpty() ? "null" : "column" + (i + 1))
                    .append(" as ")
                    .append(quoted(labels.get(i)));
        }
        if (rows.isEmpty()) {
            return sql.append(" limit 0").toString();
        }
        sql.append(" from (values ");
        for (int i = 0; i < rows.size(); i++) {
            sql.append(i == 0 ? "(" : ", (");
            @Nullable Object[] row = rows.get(i);
            for (int column = 0; column < row.length; column++) {
                sql.append(column == 0 ? "" : ", ");
                appendLiteral(sql, row[column]);
            }
            sql.append(')');
        }
        return sql.append(')').toString();
    }

    private static void appendLiteral(StringBuilder sql, @Nullable Object value) {
        if (value == null || value instanceof Number) {
            sql.append(value);
        } else {
            sql.append('\'').append(value.toString().replace("'", "''")).append('\'');
        }
    }

    /** Quotes an identifier. */
    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
