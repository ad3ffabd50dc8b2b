package dev.sqlane.sqlite.internal.jdbc;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;

/** Describes the columns of {@link ConstantRows}, as the driver does those of expressions: the types are those of the current row's values. */
final class ConstantColumns implements ResultSetMetaData {
    private final ConstantResultSet rows;
    private final List<String> labels;

    ConstantColumns(ConstantResultSet rows, List<String> labels) {
        this.rows = rows;
        this.labels = labels;
    }

    private <T> T of(int column, T answer) throws SQLException {
        // Refuses a column that is not there.
        rows.example(column);
        return answer;
    }

    @Override
    public int getColumnCount() {
        return labels.size();
    }

    @Override
    public String getColumnLabel(int column) throws SQLException {
        rows.example(column);
        return labels.get(column - 1);
    }

    @Override
    public String getColumnName(int column) throws SQLException {
        return getColumnLabel(column);
    }

    @Override
    public int getColumnType(int column) throws SQLException {
        Object example = rows.example(column);
        return example instanceof String
                ? Types.VARCHAR
                : example instanceof Integer
                        ? Types.INTEGER
                        : example instanceof Long
                                ? Types.BIGINT
                                : example instanceof Double ? Types.FLOAT : Types.NUMERIC;
    }

    @Override
    public String getColumnTypeName(int column) throws SQLException {
        Object example = rows.example(column);
        return example instanceof String
                ? "TEXT"
                : example instanceof Integer || example instanceof Long
                        ? "INTEGER"
                        : example instanceof Double ? "FLOAT" : "NUMERIC";
    }

    @Override
    public String getColumnClassName(int column) throws SQLException {
        Object example = rows.example(column);
        return (example == null ? Object.class : example.getClass()).getName();
    }

    @Override
    public int isNullable(int column) throws SQLException {
        return of(column, columnNullable);
    }

    @Override
    public boolean isAutoIncrement(int column) throws SQLException {
        return of(column, false);
    }

    @Override
    public boolean isCaseSensitive(int column) throws SQLException {
        return of(column, true);
    }

    @Override
    public boolean isSearchable(int column) throws SQLException {
        return of(column, true);
    }

    @Override
    public boolean isCurrency(int column) throws SQLException {
        return of(column, false);
    }

    @Override
    public boolean isSigned(int column) throws SQLException {
        return !(rows.example(column) instanceof String);
    }

    @Override
    public int getColumnDisplaySize(int column) throws SQLException {
        return of(column, Integer.MAX_VALUE);
    }

    @Override
    public int getPrecision(int column) throws SQLException {
        return of(column, 0);
    }

    @Override
    public int getScale(int column) throws SQLException {
        return of(column, 0);
    }

    @Override
    public String getSchemaName(int column) throws SQLException {
        return of(column, "");
    }

    @Override
    public String getTableName(int column) throws SQLException {
        return of(column, "");
    }

    @Override
    public String getCatalogName(int column) throws SQLException {
        return of(column, "");
    }

    @Override
    public boolean isReadOnly(int column) throws SQLException {
        return of(column, false);
    }

    @Override
    public boolean isWritable(int column) throws SQLException {
        return of(column, true);
    }

    @Override
    public boolean isDefinitelyWritable(int column) throws SQLException {
        return of(column, true);
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw Refusal.notWrapped(this, type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
