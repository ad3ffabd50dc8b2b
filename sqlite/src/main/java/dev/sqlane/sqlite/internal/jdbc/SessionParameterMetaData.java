package dev.sqlane.sqlite.internal.jdbc;

import java.sql.ParameterMetaData;
import java.sql.SQLException;
import java.sql.Types;

/**
 * Describes the parameters of a prepared statement. SQLite gives them no types, so each is said to be text, as the driver's class name
 * for them has it; the driver tells a type only after a value was set, and fails before.
 */
record SessionParameterMetaData(int count) implements ParameterMetaData {
    private void check(int position) throws SQLException {
        if (position < 1 || position > count) {
            throw Refusal.misuse(
                    "There is no parameter " + position + ": the statement has " + count + ", counted from 1.");
        }
    }

    @Override
    public int getParameterCount() {
        return count;
    }

    @Override
    public int getParameterType(int position) throws SQLException {
        check(position);
        return Types.VARCHAR;
    }

    @Override
    public String getParameterTypeName(int position) throws SQLException {
        check(position);
        return "VARCHAR";
    }

    @Override
    public String getParameterClassName(int position) throws SQLException {
        check(position);
        return String.class.getName();
    }

    @Override
    public int getParameterMode(int position) throws SQLException {
        check(position);
        return parameterModeIn;
    }

    @Override
    public int isNullable(int position) throws SQLException {
        check(position);
        return parameterNullable;
    }

    @Override
    public boolean isSigned(int position) throws SQLException {
        check(position);
        return true;
    }

    @Override
    public int getPrecision(int position) throws SQLException {
        check(position);
        return 0;
    }

    @Override
    public int getScale(int position) throws SQLException {
        check(position);
        return 0;
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
