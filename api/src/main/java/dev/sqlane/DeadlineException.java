package dev.sqlane;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A unit's turn did not come before its deadline. Nothing of it has run.
 *
 * @since 0.1.0
 */
public final class DeadlineException extends SqlaneException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Holder holder;

    /**
     * @param holder who in this process had the connection longest when the deadline passed; its stack is attached
     *     as a suppressed exception, so that logs show it
     */
    public DeadlineException(String message, @Nullable Holder holder, @Nullable Throwable cause) {
        super(message, "HYT00", 0, cause);
        this.holder = holder;
        if (holder != null) {
            addSuppressed(new HolderStack(holder));
        }
    }

    /** Returns who in this process had the connection when the deadline passed; empty where nobody had. */
    public Optional<Holder> holder() {
        return Optional.ofNullable(holder);
    }

    /** Carries the holder's stack into logs. */
    private static final class HolderStack extends Exception {
        private static final long serialVersionUID = 1L;

        HolderStack(Holder holder) {
            super("held by " + holder.summary(), null, false, true);
            setStackTrace(holder.stack().toArray(StackTraceElement[]::new));
        }
    }
}
