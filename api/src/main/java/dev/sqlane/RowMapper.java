package dev.sqlane;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Turns the current row into an object.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RowMapper<T extends @Nullable Object> {
    /**
     * Called once for each row; the row is valid during the call only, so take values out of it and don't return it.
     *
     * @throws SQLException if a column can't be read
     */
    T map(Row row) throws SQLException;
}
