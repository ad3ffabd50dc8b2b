package dev.sqlane;

import java.sql.SQLException;
import java.util.Objects;

/**
 * An {@link SQLException} on its way through a {@link java.util.stream.Stream}, which can't throw checked exceptions.
 *
 * @since 0.1.0
 */
public final class UncheckedSqlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UncheckedSqlException(SQLException cause) {
        super(cause.getMessage(), cause);
    }

    /** Returns the wrapped exception, never {@code null}. */
    @Override
    public synchronized SQLException getCause() {
        return Objects.requireNonNull((SQLException) super.getCause());
    }
}
