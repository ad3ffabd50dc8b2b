package dev.sqlane.lab.strategy;

import dev.sqlane.Queries;
import dev.sqlane.Row;
import dev.sqlane.WriteConnection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Statements through Sqlane's short-hands. */
final class SqlaneStatements implements Statements {
    private final Queries queries;

    /** {@code null} where only reading is possible. */
    private final @Nullable WriteConnection writer;

    private SqlaneStatements(Queries queries, @Nullable WriteConnection writer) {
        this.queries = queries;
        this.writer = writer;
    }

    static Statements reading(Queries queries) {
        return new SqlaneStatements(queries, null);
    }

    static Statements writing(WriteConnection connection) {
        return new SqlaneStatements(connection, connection);
    }

    @Override
    public long update(String sql, Object... parameters) throws SQLException {
        return Objects.requireNonNull(writer, "a read can't write").update(sql, parameters);
    }

    @Override
    public long insert(String sql, Object... parameters) throws SQLException {
        return queries.queryOne(sql, row -> row.getLong(1), parameters).orElseThrow();
    }

    @Override
    public <T> List<T> query(String sql, RowReader<T> reader, Object... parameters) throws SQLException {
        return queries.query(sql, row -> reader.read(new SqlaneColumns(row)), parameters);
    }

    @Override
    public <T> Optional<T> queryOne(String sql, RowReader<T> reader, Object... parameters) throws SQLException {
        return queries.queryOne(sql, row -> reader.read(new SqlaneColumns(row)), parameters);
    }

    private record SqlaneColumns(Row row) implements Columns {
        @Override
        public long number(int column) throws SQLException {
            return row.getLong(column);
        }

        @Override
        public String text(int column) throws SQLException {
            return Objects.requireNonNull(row.getString(column));
        }
    }
}
