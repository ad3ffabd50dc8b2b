package dev.sqlane.sqlite.internal.connection;

import dev.sqlane.Holder;
import dev.sqlane.sqlite.internal.pool.WriteQueue;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who has a connection, from the moment when it is lent until it comes back. */
public final class Lease {
    private final Session session;
    private final Thread thread;
    private final long sinceNanos;
    private final @Nullable Throwable borrowedAt;

    /** Null to a reason, and from one to the next. */
    private volatile @Nullable String pinnedBy;

    /** Null to what {@link #keep} was given, once. Nobody reads it: being referred to is all it needs. */
    @SuppressWarnings({"unused", "FieldCanBeLocal", "UnusedVariable"})
    private @Nullable Object kept;

    /** Written before anybody else knows of the lease; null where it came with none. */
    private WriteQueue.@Nullable Place place;

    /**
     * @param session through which the holder uses it
     * @param sinceNanos by {@code TimeSource.nanoTime}
     * @param borrowedAt where a JDBC connection was borrowed, if that was recorded
     */
    public Lease(Session session, Thread thread, long sinceNanos, @Nullable Throwable borrowedAt) {
        this.session = session;
        this.thread = thread;
        this.sinceNanos = sinceNanos;
        this.borrowedAt = borrowedAt;
    }

    public Session session() {
        return session;
    }

    public Thread thread() {
        return thread;
    }

    public long sinceNanos() {
        return sinceNanos;
    }

    public @Nullable Throwable borrowedAt() {
        return borrowedAt;
    }

    /** Notes that the connection stays with its borrower until that is closed, because of something that was left on it. */
    public void pin(String reason) {
        pinnedBy = reason;
    }

    /** Returns why the connection stays with its borrower until that is closed; null where nothing was left on it. */
    public @Nullable String pinnedBy() {
        return pinnedBy;
    }

    /** Says with which place in the write queue it came. Called by whoever makes the lease. */
    public void cameWith(WriteQueue.Place newPlace) {
        place = newPlace;
    }

    /** Says that another thread is going to give the connection back. Called by any thread, at any time. */
    public void abandon() {
        if (place != null) {
            place.abandon();
        }
    }

    /** Keeps an object reachable for as long as the connection is lent. */
    public void keep(Object object) {
        kept = object;
    }

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
