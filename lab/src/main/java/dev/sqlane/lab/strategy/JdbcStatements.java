package dev.sqlane.lab.strategy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Statements as a JDBC user writes them: prepared, bound by type, closed at once. */
final class JdbcStatements implements Statements {
    private final Connection connection;

    JdbcStatements(Connection connection) {
        this.connection = connection;
    }

    @Override
    public long update(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            return statement.executeUpdate();
        }
    }

    /**
     * Reads the row that RETURNING gives, and on to the end: in auto-commit the statement commits when it has no
     * more rows.
     */
    @Override
    public long insert(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new SQLException("\"" + sql + "\" returned no id");
                }
                long id = rows.getLong(1);
                while (rows.next()) {
                    // to the end
                }
                return id;
            }
        }
    }

    @Override
    public <T> List<T> query(String sql, RowReader<T> reader, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            try (ResultSet rows = statement.executeQuery()) {
                List<T> result = new ArrayList<>();
                Columns columns = new JdbcColumns(rows);
                while (rows.next()) {
                    result.add(reader.read(columns));
                }
                return result;
            }
        }
    }

    @Override
    public <T> Optional<T> queryOne(String sql, RowReader<T> reader, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(reader.read(new JdbcColumns(rows))) : Optional.empty();
            }
        }
    }

    private static void bind(PreparedStatement statement, Object[] parameters) throws SQLException {
        for (int index = 0; index < parameters.length; index++) {
            Object parameter = parameters[index];
            if (parameter instanceof Long number) {
                statement.setLong(index + 1, number);
            } else if (parameter instanceof Integer number) {
                statement.setInt(index + 1, number);
            } else if (parameter instanceof Double number) {
                statement.setDouble(index + 1, number);
            } else {
                statement.setString(index + 1, (String) parameter);
            }
        }
    }

    private record JdbcColumns(ResultSet rows) implements Columns {
        @Override
        public long number(int column) throws SQLException {
            return rows.getLong(column);
        }

        @Override
        public String text(int column) throws SQLException {
            return rows.getString(column);
        }
    }
}
