package dev.sqlane;

import org.jspecify.annotations.Nullable;

/**
 * The database, the pool or the unit that a handle belonged to is closed.
 *
 * @since 0.1.0
 */
public final class ClosedException extends SqlaneException {
    private static final long serialVersionUID = 1L;

    public ClosedException(String message, @Nullable Throwable cause) {
        super(message, "08003", 0, cause);
    }
}
