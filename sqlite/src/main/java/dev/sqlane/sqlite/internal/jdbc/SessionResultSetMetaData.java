package dev.sqlane.sqlite.internal.jdbc;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;

/**
 * Describes the columns of a result set or of a prepared statement, by asking the driver each time while the connection is kept: the
 * driver tells some types by the current row, and describes the next borrower's columns once the statement is given back.
 */
final class SessionResultSetMetaData implements ResultSetMetaData {
    interface Source {
        /** Keeps the connection and returns the driver's description. {@link #leave} follows, unless this throws. */
        ResultSetMetaData enter() throws SQLException;

        void leave() throws SQLException;
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask(ResultSetMetaData metaData) throws SQLException;
    }

    private final Source source;

    SessionResultSetMetaData(Source source) {
        this.source = source;
    }

    private <T> T ask(Question<T> question) throws SQLException {
        ResultSetMetaData metaData = source.enter();
        try {
            return question.ask(metaData);
        } finally {
            source.leave();
        }
    }

    @Override
    public int getColumnCount() throws SQLException {
        return ask(ResultSetMetaData::getColumnCount);
    }

    @Override
    public boolean isAutoIncrement(int column) throws SQLException {
        return ask(columns -> columns.isAutoIncrement(column));
    }

    @Override
    public boolean isCaseSensitive(int column) throws SQLException {
        return ask(columns -> columns.isCaseSensitive(column));
    }

    @Override
    public boolean isSearchable(int column) throws SQLException {
        return ask(columns -> columns.isSearchable(column));
    }

    @Override
    public boolean isCurrency(int column) throws SQLException {
        return ask(columns -> columns.isCurrency(column));
    }

    @Override
    public int isNullable(int column) throws SQLException {
        return ask(columns -> columns.isNullable(column));
    }

    @Override
    public boolean isSigned(int column) throws SQLException {
        return ask(columns -> columns.isSigned(column));
    }

    @Override
    public int getColumnDisplaySize(int column) throws SQLException {
        return ask(columns -> columns.getColumnDisplaySize(column));
    }

    @Override
    public String getColumnLabel(int column) throws SQLException {
        return ask(columns -> columns.getColumnLabel(column));
    }

    @Override
    public String getColumnName(int column) throws SQLException {
        return ask(columns -> columns.getColumnName(column));
    }

    @Override
    public String getSchemaName(int column) throws SQLException {
        return ask(columns -> columns.getSchemaName(column));
    }

    @Override
    public int getPrecision(int column) throws SQLException {
        return ask(columns -> columns.getPrecision(column));
    }

    @Override
    public int getScale(int column) throws SQLException {
        return ask(columns -> columns.getScale(column));
    }

    @Override
    public String getTableName(int column) throws SQLException {
        return ask(columns -> columns.getTableName(column));
    }

    @Override
    public String getCatalogName(int column) throws SQLException {
        return ask(columns -> columns.getCatalogName(column));
    }

    @Override
    public int getColumnType(int column) throws SQLException {
        return ask(columns -> columns.getColumnType(column));
    }

    @Override
    public String getColumnTypeName(int column) throws SQLException {
        return ask(columns -> columns.getColumnTypeName(column));
    }

    @Override
    public boolean isReadOnly(int column) throws SQLException {
        return ask(columns -> columns.isReadOnly(column));
    }

    @Override
    public boolean isWritable(int column) throws SQLException {
        return ask(columns -> columns.isWritable(column));
    }

    @Override
    public boolean isDefinitelyWritable(int column) throws SQLException {
        return ask(columns -> columns.isDefinitelyWritable(column));
    }

    @Override
    public String getColumnClassName(int column) throws SQLException {
        return ask(columns -> columns.getColumnClassName(column));
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
