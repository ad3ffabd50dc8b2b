package dev.sqlane.sqlite.internal.value;

import dev.sqlane.Row;
import dev.sqlane.RowMapper;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A database in memory, to see what comes back of what was bound. */
final class StoredValues implements AutoCloseable {
    private final Connection connection;

    StoredValues() throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite::memory:");
    }

    void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    PreparedStatement prepare(String sql) throws SQLException {
        return connection.prepareStatement(sql);
    }

    /** Returns a view of the current row, its columns named as the driver names them. */
    static ResultSetRow row(ResultSet cursor) throws SQLException {
        ResultSetMetaData metaData = cursor.getMetaData();
        String[] names = new String[metaData.getColumnCount()];
        for (int i = 0; i < names.length; i++) {
            names[i] = metaData.getColumnLabel(i + 1);
        }
        return new ResultSetRow(cursor, names.length, () -> names, () -> false);
    }

    /** Maps the first row. */
    <T extends @Nullable Object> T first(String sql, RowMapper<T> mapper, @Nullable Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = prepare(sql)) {
            ParameterBinder.bind(statement, parameters);
            try (ResultSet cursor = statement.executeQuery()) {
                Row row = row(cursor);
                if (!cursor.next()) {
                    throw new AssertionError("no row");
                }
                return mapper.map(row);
            }
        }
    }

    /** Reads the first column of the first row. */
    @Nullable
    Object read(String sql, Class<?> type, @Nullable Object... parameters) throws SQLException {
        return this.<@Nullable Object>first(sql, row -> row.get(1, type), parameters);
    }

    /** Binds a value, stores it in a column declared as {@code columnType}, and reads it back. */
    <T> @Nullable T roundTrip(String columnType, T value, Class<T> type) throws SQLException {
        run("drop table if exists stored");
        run("create table stored(v " + columnType + ")");
        try (PreparedStatement statement = prepare("insert into stored values (?)")) {
            ParameterBinder.bind(statement, new Object[] {value});
            statement.executeUpdate();
        }
        return this.<@Nullable T>first("select v from stored", row -> row.get(1, type));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
