package dev.sqlane.lab.strategy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Statements as a JDBC user writes them: prepared, bound by type, closed at once or kept. */
final class JdbcStatements implements Statements {
    private final Preparing preparing;
    private final Ending ending;

    /** Statements that are prepared each time and closed after use. */
    JdbcStatements(Connection connection) {
        this(connection::prepareStatement, PreparedStatement::close);
    }

    /** Statements that come from somewhere and, when they have run and their result is closed, go somewhere. */
    JdbcStatements(Preparing preparing, Ending ending) {
        this.preparing = preparing;
        this.ending = ending;
    }

    @FunctionalInterface
    interface Preparing {
        PreparedStatement prepare(String sql) throws SQLException;
    }

    @FunctionalInterface
    interface Ending {
        void end(PreparedStatement statement) throws SQLException;
    }

    /** A statement in use. */
    private record Use(PreparedStatement statement, Ending ending) implements AutoCloseable {
        @Override
        public void close() throws SQLException {
            ending.end(statement);
        }
    }

    private Use use(String sql, Object[] parameters) throws SQLException {
        Use use = new Use(preparing.prepare(sql), ending);
        try {
            bind(use.statement(), parameters);
            return use;
        } catch (SQLException | RuntimeException failure) {
            use.close();
            throw failure;
        }
    }

    @Override
    public long update(String sql, Object... parameters) throws SQLException {
        try (Use use = use(sql, parameters)) {
            return use.statement().executeUpdate();
        }
    }

    /**
     * Reads the row that RETURNING gives, and on to the end: in auto-commit the statement commits when it has no
     * more rows.
     */
    @Override
    public long insert(String sql, Object... parameters) throws SQLException {
        try (Use use = use(sql, parameters);
                ResultSet rows = use.statement().executeQuery()) {
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

    @Override
    public <T> List<T> query(String sql, RowReader<T> reader, Object... parameters) throws SQLException {
        try (Use use = use(sql, parameters);
                ResultSet rows = use.statement().executeQuery()) {
            List<T> result = new ArrayList<>();
            Columns columns = new JdbcColumns(rows);
            while (rows.next()) {
                result.add(reader.read(columns));
            }
            return result;
        }
    }

    @Override
    public <T> Optional<T> queryOne(String sql, RowReader<T> reader, Object... parameters) throws SQLException {
        try (Use use = use(sql, parameters);
                ResultSet rows = use.statement().executeQuery()) {
            return rows.next() ? Optional.of(reader.read(new JdbcColumns(rows))) : Optional.empty();
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
