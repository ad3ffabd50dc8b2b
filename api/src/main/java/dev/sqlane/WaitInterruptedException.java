package dev.sqlane;

import org.jspecify.annotations.Nullable;

/**
 * The thread was interrupted while it waited for its unit to start. Nothing of the unit has run; the interrupt flag is set
 * again.
 *
 * <p>With JDBC it is also the cause where {@code Statement.cancel}, {@code Connection.abort} or the network timeout has ended such a
 * wait; the interrupt flag is then as it was.
 *
 * @since 0.1.0
 */
public final class WaitInterruptedException extends SqlaneException {
    private static final long serialVersionUID = 1L;

    public WaitInterruptedException(String message, @Nullable Throwable cause) {
        super(message, "70100", 0, cause);
    }
}
