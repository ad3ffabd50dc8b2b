package dev.sqlane.sqlite.internal.connection;

import dev.sqlane.Holder;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who has a connection.
 *
 * @param session through which the holder uses it
 * @param sinceNanos by {@code TimeSource.nanoTime}
 * @param borrowedAt where a JDBC connection was borrowed, if that was recorded
 */
public record Lease(
        Session session,
        Thread thread,
        long sinceNanos,
        @Nullable Throwable borrowedAt) {
    /**
     * Reports the holder. {@code withStack} adds where a JDBC connection was borrowed, since its borrower may long be
     * elsewhere, or else where the holder's thread is now, which costs some 50 µs.
     */
    public Holder report(long nowNanos, boolean withStack) {
        StackTraceElement[] stack = !withStack
                ? new StackTraceElement[0]
                : borrowedAt != null ? borrowedAt.getStackTrace() : thread.getStackTrace();
        return new Holder(
                session.task().name(), thread.getName(), Duration.ofNanos(nowNanos - sinceNanos), List.of(stack));
    }
}
