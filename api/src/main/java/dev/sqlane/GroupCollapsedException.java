package dev.sqlane;

import org.jspecify.annotations.Nullable;

/**
 * The database rolled the transaction back by itself while the unit was running ({@code OR ROLLBACK},
 * {@code RAISE(ROLLBACK)}, a full disk, an interrupted write), and the unit went on or returned as if it had not. Nothing
 * of the unit is committed. The cause is the error at which it happened. Its SQLState is 40000; or 40001 where that was not the unit's own doing but
 * that of another which shared its transaction, so that it may well succeed when it is run again.
 *
 * @since 0.1.0
 */
public final class GroupCollapsedException extends SqlaneException {
    private static final long serialVersionUID = 1L;

    public GroupCollapsedException(String message, @Nullable Throwable cause) {
        this(message, "40000", cause);
    }

    private GroupCollapsedException(String message, String sqlState, @Nullable Throwable cause) {
        super(message, sqlState, 0, cause);
    }

    /** Makes one for a unit that was rolled back with another. */
    public static GroupCollapsedException byAnother(String message, @Nullable Throwable cause) {
        return new GroupCollapsedException(message, "40001", cause);
    }
}
