package dev.sqlane;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Single-statement queries with positional parameters, written {@code ?}.
 *
 * <p>A parameter may be {@code null}, any boxed number, {@link java.math.BigDecimal}, {@link java.math.BigInteger},
 * {@link String}, {@code byte[]}, {@link Boolean} (bound as 0 or 1), {@link Character}, a {@code java.time} instant,
 * date or time (bound as ISO-8601 text), {@link java.util.UUID} (as text) or an enum constant (by name). Anything else
 * is refused with a {@link MisuseException} that names its type. Too few or too many parameters are refused likewise, and a text with half
 * of a surrogate pair, for which a question mark would be stored.
 *
 * <p>A row becomes an object through a {@link RowMapper}, or, where a record class is given, through the record's
 * canonical constructor: each component takes the column of the same name, ignoring case and underscores
 * ({@code createdAt} takes {@code created_at}). A component without a column, or a NULL for a primitive component,
 * is refused by name.
 *
 * @since 0.1.0
 */
public interface Queries {
    /**
     * Returns all rows, in the order of the statement.
     *
     * @throws MisuseException if {@code sql} holds more than one statement or a parameter can't be bound
     * @throws SQLException if the statement fails
     */
    <T extends @Nullable Object> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... parameters)
            throws SQLException;

    /** As {@link #query(String, RowMapper, Object...)}, mapping each row to a record. */
    <T extends Record> List<T> query(String sql, Class<T> recordType, @Nullable Object... parameters)
            throws SQLException;

    /**
     * Returns the only row, or empty where there is none.
     *
     * @throws MisuseException if there is more than one row, or the mapper returned {@code null}
     * @throws SQLException if the statement fails
     */
    <T> Optional<T> queryOne(String sql, RowMapper<T> mapper, @Nullable Object... parameters) throws SQLException;

    /** As {@link #queryOne(String, RowMapper, Object...)}, mapping the row to a record. */
    <T extends Record> Optional<T> queryOne(String sql, Class<T> recordType, @Nullable Object... parameters)
            throws SQLException;

    /**
     * Returns the first column of the only row as {@code type}; empty where there is no row or the value is NULL.
     *
     * @param type one of the types that can be bound as a parameter
     * @throws MisuseException if there is more than one row, or the value can't be read as {@code type}
     * @throws SQLException if the statement fails
     */
    <T> Optional<T> queryValue(String sql, Class<T> type, @Nullable Object... parameters) throws SQLException;

    /**
     * Tells whether the query has at least one row. No more than one is read.
     *
     * @throws SQLException if the statement fails
     */
    boolean exists(String sql, @Nullable Object... parameters) throws SQLException;
}
