package dev.sqlane;

import org.jspecify.annotations.Nullable;

/**
 * COMMIT failed in such a way that the transaction may or may not become durable, and the unit could not be run again.
 * Look at the data before you repeat the work.
 *
 * @since 0.1.0
 */
public final class OutcomeUnknownException extends SqlaneException {
    private static final long serialVersionUID = 1L;

    public OutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, "08007", 0, cause);
    }
}
