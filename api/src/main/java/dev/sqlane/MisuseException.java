package dev.sqlane;

import org.jspecify.annotations.Nullable;

/**
 * The library was used in a way that can't work, such as a write inside a write. The message says what to do instead.
 *
 * @since 0.1.0
 */
public final class MisuseException extends SqlaneException {
    private static final long serialVersionUID = 1L;

    public MisuseException(String message, @Nullable Throwable cause) {
        super(message, "HY000", 0, cause);
    }
}
