package dev.sqlane.sqlite.internal.jdbc;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are known already: the driver's answers about the schema, and generated keys. They are served from memory, by {@link ConstantResultSet}; so they need
 * no connection, whoever forgets to close them holds nothing, and a second question does not close the answer to the first.
 *
 * @param labels of the columns
 * @param rows each as long as {@code labels}, of what the driver gives as objects: Integer, Long, Double, String, and null
 */
record ConstantRows(List<String> labels, List<@Nullable Object[]> rows) {
    private static final List<String> KEY_LABELS = List.of("last_insert_rowid()");

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
    static ConstantRows keys(List<Long> rowids) {
        List<@Nullable Object[]> rows = new ArrayList<>(rowids.size());
        for (long rowid : rowids) {
            boolean small = rowid == (int) rowid;
            rows.add(new @Nullable Object[] {small ? (Object) (int) rowid : (Object) rowid});
        }
        return new ConstantRows(KEY_LABELS, rows);
    }
}
