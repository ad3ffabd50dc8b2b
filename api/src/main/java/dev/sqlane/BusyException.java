package dev.sqlane;

import org.jspecify.annotations.Nullable;

/**
 * Another process or connection kept a lock for the whole busy timeout, or a bounded queue is full. Nothing of the unit has
 * been committed; trying again later may succeed.
 *
 * @since 0.1.0
 */
public final class BusyException extends SqlaneException {
    private static final long serialVersionUID = 1L;

    /**
     * @param resultCode SQLite's extended result code, such as 5, 261 or 773; 0 for a full queue
     */
    public BusyException(String message, int resultCode, @Nullable Throwable cause) {
        super(message, "40001", resultCode, cause);
    }
}
