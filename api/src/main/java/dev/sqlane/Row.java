package dev.sqlane;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The current row of a query. Columns are named as in the statement, ignoring case, or counted from 1.
 *
 * <p>One object shows the rows of a query one after another: inside the mapper's call it is that call's row, and kept beyond it, the row
 * that the query has come to. Once the query has ended, because its rows were read or its stream or its unit was closed, every
 * method is refused with a {@link MisuseException}. It is not safe for use by other threads than the mapper's.
 *
 * <p>The getters of primitives refuse NULL with a {@link MisuseException}, since 0 would be a guess; the others return
 * {@code null} for it. A column that does not exist is refused by name.
 *
 * @since 0.1.0
 */
public interface Row {
    /** Returns the number of columns. */
    int columnCount() throws SQLException;

    /** Returns the name of a column as the statement gives it. */
    String columnName(int column) throws SQLException;

    boolean isNull(int column) throws SQLException;

    boolean isNull(String column) throws SQLException;

    int getInt(int column) throws SQLException;

    /**
     * Returns the column as an {@code int}.
     *
     * @throws MisuseException if the column is NULL or does not fit
     */
    int getInt(String column) throws SQLException;

    long getLong(int column) throws SQLException;

    long getLong(String column) throws SQLException;

    double getDouble(int column) throws SQLException;

    double getDouble(String column) throws SQLException;

    boolean getBoolean(int column) throws SQLException;

    boolean getBoolean(String column) throws SQLException;

    @Nullable
    String getString(int column) throws SQLException;

    @Nullable
    String getString(String column) throws SQLException;

    byte @Nullable [] getBytes(int column) throws SQLException;

    byte @Nullable [] getBytes(String column) throws SQLException;

    /**
     * Returns the column as {@code type}, one of the types that can be bound as a parameter ({@link Queries}).
     *
     * @throws MisuseException if the type is not one of them or the value can't be read as it
     */
    <T> @Nullable T get(int column, Class<T> type) throws SQLException;

    <T> @Nullable T get(String column, Class<T> type) throws SQLException;
}
