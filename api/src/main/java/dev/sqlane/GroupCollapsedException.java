package dev.sqlane;

import org.jspecify.annotations.Nullable;

/**
 * The database rolled the transaction back by itself while the unit was running ({@code OR ROLLBACK},
 * {@code RAISE(ROLLBACK)}, a full disk, an interrupted write), and the unit went on or returned as if it had not. Nothing
 * of the unit is committed. The cause is the error at which it happened.
 *
 * @since 0.1.0
 */
public final class GroupCollapsedException extends SqlaneException {
    private static final long serialVersionUID = 1L;

    public GroupCollapsedException(String message, @Nullable Throwable cause) {
        super(message, "40000", 0, cause);
    }
}
